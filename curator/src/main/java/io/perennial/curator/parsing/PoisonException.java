package io.perennial.curator.parsing;

/** A record that cannot be read as what its topic says it is. It gets a verdict and goes to the dead letter queue. */
public final class PoisonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String rule;

    /**
     * @param rule stable id for the verdict, for example {@code invalid_utf8}
     * @param message one line for people
     */
    public PoisonException(String rule, String message) {
        super(message);
        this.rule = rule;
    }

    public PoisonException(String rule, String message, Throwable cause) {
        super(message, cause);
        this.rule = rule;
    }

    public String rule() {
        return rule;
    }
}
