package io.perennial.encoders.random;

/** What random numbers are drawn for. The numbers are part of the checkpoint format: never change or reuse one. */
public enum Purpose {
    INITIALISATION(1),
    MASKED_TOKENS(2),
    TEXT_WINDOW(3),
    VISIBLE_PATCHES(4),
    FLIP(5),
    WINDOW_ORDER(6),
    REPLAY(7),
    VIEW(8),
    QUEUE(9),
    PUZZLE(10),
    JIGSAW_ORDERS(11),
    SEGMENTS(12),
    RESERVOIR(13),
    ADAPTERS(14);

    private final long number;

    Purpose(long number) {
        this.number = number;
    }

    long number() {
        return number;
    }
}
