package io.perennial.console.state;

/** How far a checkpoint came. */
public enum CandidateStage {
    WAITING("waiting for evaluation"),
    EVALUATED("evaluated"),
    REFUSED("refused"),
    SHADOW("in shadow"),
    CHAMPION("champion"),
    RETIRED("former champion"),
    QUARANTINED("quarantined");

    private final String words;

    CandidateStage(String words) {
        this.words = words;
    }

    /** As people read it. */
    public String words() {
        return words;
    }
}
