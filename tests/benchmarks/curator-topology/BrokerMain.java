import io.perennial.local.broker.LocalBroker;
import java.io.IOException;
import java.nio.file.Path;

/** A broker in a JVM of its own, until its standard input ends. */
public final class BrokerMain {
    private BrokerMain() {}

    /** @param arguments the data directory */
    public static void main(String[] arguments) throws IOException {
        try (LocalBroker broker = LocalBroker.start(Path.of(arguments[0]), 0)) {
            System.out.println(Program.READY + broker.bootstrapServers());
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        System.exit(0);
    }
}
