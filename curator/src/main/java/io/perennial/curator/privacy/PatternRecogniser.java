package io.perennial.curator.privacy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what has one of some shapes; the shapes are tried in their order. */
final class PatternRecogniser implements Recogniser {
    private final PersonalDataType type;
    private final ContextWords context;
    private final List<Shape> shapes;

    PatternRecogniser(PersonalDataType type, ContextWords context, Shape... shapes) {
        this.type = type;
        this.context = context;
        this.shapes = List.of(shapes);
    }

    @Override
    public boolean beginsWith(char c) {
        return shapes.stream().anyMatch(shape -> shape.beginsWith(c));
    }

    @Override
    public @Nullable Finding find(CharSequence text, int begin) {
        if (!Edges.isFreeBefore(text, begin)) {
            return null;
        }
        for (Shape shape : shapes) {
            Finding finding = find(shape, text, begin);
            if (finding != null) {
                return finding;
            }
        }
        return null;
    }

    private @Nullable Finding find(Shape shape, CharSequence text, int begin) {
        int end = shape.longestEnd(text, begin, text.length());
        if (end == Shape.NONE) {
            return null;
        }
        boolean inContext = context.standBefore(text, begin);
        if (shape.onlyInContext() && !inContext) {
            return null;
        }
        while (end != Shape.NONE) {
            String value = Shape.compact(text, begin, end);
            if (shape.check().test(value)) {
                double score = inContext ? Finding.inContext(shape.score()) : shape.score();
                return new Finding(type, begin, end, score, value);
            }
            end = shape.longestEnd(text, begin, end - 1);
        }
        return null;
    }
}
