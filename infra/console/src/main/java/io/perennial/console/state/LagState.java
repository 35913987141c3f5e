package io.perennial.console.state;

import java.util.List;

/**
 * How far readers are behind, and how much the topics hold.
 *
 * @param groups by name of group and topic
 * @param topics in the order of the flow
 */
public record LagState(List<GroupLag> groups, List<TopicSize> topics) {
    /**
     * One consumer group on one topic.
     *
     * @param state state of the group in Kafka's words
     * @param lag offsets between its position and the end, all partitions; offsets of transaction markers count too
     */
    public record GroupLag(String group, String state, String topic, long lag) {}

    /**
     * One topic.
     *
     * @param offsets offsets that it holds now; transaction markers count too
     */
    public record TopicSize(String topic, int partitions, long offsets, String writer) {}

    public static final LagState NONE = new LagState(List.of(), List.of());

    public LagState {
        groups = List.copyOf(groups);
        topics = List.copyOf(topics);
    }
}
