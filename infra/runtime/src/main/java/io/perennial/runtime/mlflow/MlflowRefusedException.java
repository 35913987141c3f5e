package io.perennial.runtime.mlflow;

/**
 * MLflow answered and said no: the request is wrong, not allowed, or names what does not exist. Repeating it does not help. A
 * server that is away or overloaded is a {@link io.perennial.runtime.ServiceException} (dependency) instead.
 */
public final class MlflowRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String errorCode;

    MlflowRefusedException(String what, int status, String errorCode, String message) {
        super("MLflow refused to " + what + ": " + status + " " + errorCode + ": " + message + advice(status));
        this.status = status;
        this.errorCode = errorCode;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** MLflow's name of the error such as {@code RESOURCE_ALREADY_EXISTS}; empty if it gave none. */
    public String errorCode() {
        return errorCode;
    }

    public boolean isAbsent() {
        return status == 404 || errorCode.equals("RESOURCE_DOES_NOT_EXIST");
    }

    boolean isPresentAlready() {
        return errorCode.equals("RESOURCE_ALREADY_EXISTS");
    }

    private static String advice(int status) {
        return switch (status) {
            case 401 -> "; check " + MlflowSettings.USERNAME + " and " + MlflowSettings.PASSWORD;
            case 403 -> "; check the rights of the user and, for a host name, the server's --allowed-hosts";
            default -> "";
        };
    }
}
