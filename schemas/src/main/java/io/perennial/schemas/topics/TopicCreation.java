package io.perennial.schemas.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of the catalogue that a cluster lacks; existing topics are left as they are. */
public final class TopicCreation {
    private final Admin admin;
    private final short replicationFactor;

    public TopicCreation(Admin admin, short replicationFactor) {
        this.admin = admin;
        this.replicationFactor = replicationFactor;
    }

    /** Returns the names of the topics that were created. Safe to run by several processes at once. */
    public List<String> createMissing() throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<String> created = new ArrayList<>();
        for (Topic topic : Topics.catalogue()) {
            if (existing.contains(topic.name())) {
                continue;
            }
            NewTopic request = topic.toNewTopic(topic.partitions(), replicationFactor);
            try {
                admin.createTopics(List.of(request)).all().get();
                created.add(topic.name());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        return created;
    }
}
