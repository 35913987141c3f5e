package io.perennial.evaluator.gold;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command line for gold sets. */
@Command(
        name = "gold",
        mixinStandardHelpOptions = true,
        subcommands = GoldMain.Publish.class,
        description = "Publishes labelled sets that checkpoints are judged by.")
public final class GoldMain {
    private GoldMain() {}

    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new GoldMain());
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof ServiceException explained) {
                command.getErr().println(explained.getMessage());
                return explained.exitCode().status();
            }
            throw failure;
        });
        System.exit(commandLine.execute(arguments));
    }

    /** {@code gold publish}. */
    @Command(
            name = "publish",
            mixinStandardHelpOptions = true,
            description = "Publishes a new version of a set; an unchanged set is left alone.")
    static final class Publish implements Callable<Integer> {
        @Option(names = "--name", required = true, description = "Name of the set, for example text-topics.")
        private String name = "";

        @Option(names = "--modality", required = true, description = "TEXT, LOGS or IMAGES.")
        private Modality modality = Modality.UNKNOWN;

        @Option(names = "--model", required = true, description = "Model that is judged by it.")
        private String model = "";

        @Option(names = "--file", required = true, description = "NDJSON file, or directory of class folders.")
        private Path file = Path.of("");

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Configuration such as bootstrap.servers.")
        private Map<String, String> settings = new HashMap<>();

        @Override
        public Integer call() throws IOException {
            ServiceConfig config = new ServiceConfig(ServiceConfig.definition(), settings);
            List<GoldExample> examples = GoldFiles.read(file);
            KafkaClients clients = new KafkaClients(config, "gold");
            GoldSets sets = new GoldSets(config.blobs(), Clock.systemUTC());
            GoldSet previous = GoldTopic.latest(clients).get(name);
            try (Producer<String, byte[]> producer = clients.producer(Map.of())) {
                GoldSet set = sets.publish(producer, previous, name, modality, model, examples);
                System.out.println(describe(set, set.equals(previous)));
            }
            return ExitCode.CLEAN.status();
        }

        private static String describe(GoldSet set, boolean unchanged) {
            return set.getName() + " version " + set.getVersion() + (unchanged ? " (unchanged)" : "") + ": "
                    + set.getTrainExamples() + " TRAIN, " + set.getValidationExamples() + " VALIDATION, "
                    + set.getTestExamples() + " TEST, " + set.getLabels().size() + " labels, digest " + set.getDigest();
        }
    }
}
