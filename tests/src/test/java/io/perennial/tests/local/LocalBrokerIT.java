package io.perennial.tests.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.local.broker.LocalBroker;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.topics.Topic;
import io.perennial.schemas.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerIT {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.raw(Modality.LOGS), 0);

    @TempDir
    Path directory;

    @Test
    void createsTheTopicsOfTheCatalogue() throws Exception {
        // given
        List<String> declared = Topics.catalogue().stream().map(Topic::name).toList();

        // when
        try (LocalBroker broker = LocalBroker.start(directory, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            // then
            assertThat(admin.listTopics().names().get()).containsAll(declared);
        }
    }

    @Test
    void keepsCommittedRecordsOverARestartOnAnotherPort() throws Exception {
        // given
        try (LocalBroker broker = LocalBroker.start(directory, 0)) {
            sendInOneTransaction(broker, "before the restart");
        }

        // when
        try (LocalBroker broker = LocalBroker.start(directory, 0)) {
            sendInOneTransaction(broker, "after the restart");

            // then
            assertThat(committed(broker)).containsExactly("before the restart", "after the restart");
        }
    }

    @Test
    void namesThePortThatIsInUse() throws IOException {
        // given
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            int port = occupied.getLocalPort();

            // when // then
            assertThatThrownBy(() -> LocalBroker.start(directory, port))
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEPENDENCY))
                    .hasMessageContaining("port " + port);
        }
    }

    @Test
    void namesTheDirectoryThatAnotherBrokerUses() {
        // given
        try (LocalBroker first = LocalBroker.start(directory, 0)) {
            assertThat(first.bootstrapServers()).startsWith("127.0.0.1:");

            // when // then
            assertThatThrownBy(() -> LocalBroker.start(directory, 0))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("another broker");
        }
    }

    private static void sendInOneTransaction(LocalBroker broker, String value) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "local-broker-it");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), "key", value))
                    .get();
            producer.commitTransaction();
        }
    }

    private static List<String> committed(LocalBroker broker) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            return consumer.poll(Duration.ofSeconds(10)).records(PARTITION).stream()
                    .map(ConsumerRecord::value)
                    .toList();
        }
    }
}
