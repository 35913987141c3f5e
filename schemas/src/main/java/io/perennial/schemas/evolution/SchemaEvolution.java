package io.perennial.schemas.evolution;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * Full transitive compatibility: every release can read every other. Avro's own check ignores logical types (a timestamp in
 * milliseconds and one in microseconds count as the same), so they are compared here field by field.
 */
public final class SchemaEvolution {
    private SchemaEvolution() {}

    /** One line for each reason why data of one schema cannot be read with the other; empty if both ways work. */
    public static List<String> incompatibilities(Schema one, Schema other) {
        List<String> problems = new ArrayList<>();
        addUnreadable(problems, one, other);
        addUnreadable(problems, other, one);
        addLogicalTypeChanges(problems, one, other, one.getName(), new HashSet<>());
        return problems;
    }

    /** One line for each rule of style that a record breaks: every field has a doc and a default, unions are nullable only. */
    public static List<String> styleProblems(Schema schema) {
        List<String> problems = new ArrayList<>();
        addStyleProblems(problems, schema, new HashSet<>());
        return problems;
    }

    private static void addUnreadable(List<String> problems, Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        if (result.getCompatibility() != SchemaCompatibilityType.COMPATIBLE) {
            result.getIncompatibilities()
                    .forEach(problem -> problems.add(problem.getType() + " at " + problem.getLocation() + " in "
                            + reader.getName() + ": " + problem.getMessage()));
        }
    }

    private static void addLogicalTypeChanges(
            List<String> problems, Schema one, Schema other, String path, Set<String> visited) {
        if (one.getType() != other.getType()) {
            return;
        }
        if (!name(one.getLogicalType()).equals(name(other.getLogicalType()))) {
            problems.add("LOGICAL_TYPE_CHANGED at " + path + ": " + name(one.getLogicalType()) + " against "
                    + name(other.getLogicalType()));
        }
        switch (one.getType()) {
            case RECORD -> {
                if (visited.add(one.getFullName())) {
                    for (Schema.Field field : one.getFields()) {
                        Schema.Field twin = other.getField(field.name());
                        if (twin != null) {
                            addLogicalTypeChanges(
                                    problems, field.schema(), twin.schema(), path + "." + field.name(), visited);
                        }
                    }
                }
            }
            case ARRAY ->
                addLogicalTypeChanges(problems, one.getElementType(), other.getElementType(), path + "[]", visited);
            case MAP -> addLogicalTypeChanges(problems, one.getValueType(), other.getValueType(), path + "{}", visited);
            case UNION -> {
                int branches = Math.min(one.getTypes().size(), other.getTypes().size());
                for (int i = 0; i < branches; i++) {
                    addLogicalTypeChanges(
                            problems, one.getTypes().get(i), other.getTypes().get(i), path, visited);
                }
            }
            case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
    }

    private static String name(@org.jspecify.annotations.Nullable LogicalType type) {
        return type == null ? "none" : type.getName();
    }

    private static void addStyleProblems(List<String> problems, Schema schema, Set<String> visited) {
        if (schema.getType() != Schema.Type.RECORD || !visited.add(schema.getFullName())) {
            return;
        }
        if (schema.getDoc() == null) {
            problems.add(schema.getName() + " has no doc");
        }
        for (Schema.Field field : schema.getFields()) {
            String place = schema.getName() + "." + field.name();
            if (field.doc() == null) {
                problems.add(place + " has no doc");
            }
            boolean isRecord = field.schema().getType() == Schema.Type.RECORD;
            if (!isRecord && !field.hasDefaultValue()) {
                problems.add(place + " has no default");
            }
            if (field.schema().isUnion()
                    && (field.schema().getTypes().size() != 2
                            || field.schema().getTypes().get(0).getType() != Schema.Type.NULL)) {
                problems.add(place + " is a union other than [null, T]");
            }
            if (isRecord) {
                addStyleProblems(problems, field.schema(), visited);
            }
        }
    }
}
