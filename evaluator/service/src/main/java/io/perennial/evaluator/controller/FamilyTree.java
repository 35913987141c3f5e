package io.perennial.evaluator.controller;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The checkpoints of one model and who descends from whom. Immutable. */
public final class FamilyTree {
    private static final Comparator<OffsetRange> BY_POSITION = Comparator.comparing(OffsetRange::getTopic)
            .thenComparing(OffsetRange::getPartition)
            .thenComparing(OffsetRange::getFromOffset);

    private final Map<String, Checkpoint> checkpoints;

    private FamilyTree(Map<String, Checkpoint> checkpoints) {
        this.checkpoints = checkpoints;
    }

    public static FamilyTree empty() {
        return new FamilyTree(Map.of());
    }

    /** This tree and more checkpoints; one that is known already stays as it is. */
    public FamilyTree with(Collection<Checkpoint> more) {
        Map<String, Checkpoint> all = new LinkedHashMap<>(checkpoints);
        more.forEach(checkpoint -> all.putIfAbsent(checkpoint.getCheckpointId(), checkpoint));
        return new FamilyTree(all);
    }

    public Optional<Checkpoint> find(String checkpointId) {
        return Optional.ofNullable(checkpoints.get(checkpointId));
    }

    /** Windows of all checkpoints. */
    Stream<OffsetRange> windows() {
        return checkpoints.values().stream().flatMap(checkpoint -> checkpoint.getWindows().stream());
    }

    /** Number of the update that made a known checkpoint. */
    long version(String checkpointId) {
        return find(checkpointId).orElseThrow().getVersion();
    }

    /** The checkpoint itself, its parent and so on to the first. The last id may be of a parent that is not known. */
    public Set<String> lineOf(String checkpointId) {
        Set<String> line = new LinkedHashSet<>();
        String id = checkpointId;
        while (id != null && line.add(id)) {
            Checkpoint checkpoint = checkpoints.get(id);
            id = checkpoint == null ? null : checkpoint.getParentId();
        }
        return line;
    }

    /** The checkpoint itself and all that descend from it. */
    public NavigableSet<String> descendantsAndSelf(String checkpointId) {
        NavigableSet<String> family = new TreeSet<>();
        family.add(checkpointId);
        for (String id : checkpoints.keySet()) {
            if (lineOf(id).contains(checkpointId)) {
                family.add(id);
            }
        }
        return family;
    }

    /** Windows that {@code bad} was trained on and {@code target} was not: what is suspect when {@code bad} is rolled back. */
    public List<OffsetRange> windowsBetween(String target, String bad) {
        Set<String> trusted = lineOf(target);
        Set<OffsetRange> windows = new HashSet<>();
        for (String id : lineOf(bad)) {
            if (!trusted.contains(id)) {
                find(id).ifPresent(checkpoint -> windows.addAll(checkpoint.getWindows()));
            }
        }
        List<OffsetRange> sorted = new ArrayList<>(windows);
        sorted.sort(BY_POSITION);
        return sorted;
    }
}
