import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Contents of raw records: new texts, texts that came before in the same partition, too short ones, and bytes that are no text. The same
 * seed and number give the same content, so nothing is kept.
 */
final class MixedTexts {
    private static final String[] WORDS = {
        "the", "reader", "of", "every", "queue", "returns", "an", "element", "that", "was", "added", "and", "then",
        "waits", "for", "another", "thread", "to", "close", "its", "stream", "with", "some", "buffer", "which", "holds",
        "bytes"
    };
    private static final int WORDS_OF_A_TEXT = 25;

    private final long seed;
    private final int partitions;

    MixedTexts(long seed, int partitions) {
        this.seed = seed;
        this.partitions = partitions;
    }

    /** The content of a record, which goes to partition {@code number % partitions}. */
    byte[] content(int number) {
        Random random = new Random(seed * 1_000_003 + number);
        random.nextLong();
        return switch (random.nextInt(10)) {
            case 0 -> ByteBuffer.allocate(1 + Integer.BYTES).put((byte) 0xFF).putInt(number).array();
            case 1 -> "short".getBytes(StandardCharsets.UTF_8);
            case 2, 3 -> number < partitions ? text(random) : content(earlier(number, random));
            default -> text(random);
        };
    }

    private int earlier(int number, Random random) {
        return number - partitions * (1 + random.nextInt(number / partitions));
    }

    private static byte[] text(Random random) {
        StringBuilder text = new StringBuilder("It is so that");
        for (int word = 0; word < WORDS_OF_A_TEXT; word++) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.append('.').toString().getBytes(StandardCharsets.UTF_8);
    }
}
