package io.perennial.tests.referee;

import io.perennial.local.samples.JavadocProse;
import io.perennial.tests.data.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Documents of news, plays, log lines and the documentation of this repository, cut and joined in many ways. */
final class RealTexts {
    private static final List<String> JOINTS =
            List.of(" ", "\n", "\n", "\n\n", "\n\n", "\n\n\n", "\r\n", " \n ", "\t", "\n- ", "\n• ", "...\n", "\u2028");
    private static final int LONGEST_CUT = 4000;

    private final Random random;
    private final List<String> news = new ArrayList<>();
    private final List<String> logLines;
    private final List<String> documentation;
    private final String plays;

    RealTexts(SharedData data, long seed) throws IOException {
        random = new Random(seed);
        data.news().forEach(item -> news.add(new String(item.content(), StandardCharsets.UTF_8)));
        logLines = data.logLines();
        plays = data.plays();
        documentation = documentation();
    }

    List<String> draw(int documents) {
        List<String> drawn = new ArrayList<>(documents);
        while (drawn.size() < documents) {
            drawn.add(random.nextInt(5) == 0 ? mixture() : piece());
        }
        return drawn;
    }

    private String piece() {
        return switch (random.nextInt(6)) {
            case 0 -> news.get(random.nextInt(news.size()));
            case 1 -> joined(news, 2 + random.nextInt(8), joint());
            case 2 -> cut(plays, 10 + random.nextInt(LONGEST_CUT));
            case 3 -> joined(logLines, 1 + random.nextInt(40), "\n");
            case 4 -> joined(documentation, 1 + random.nextInt(4), joint());
            default -> joined(documentation, 5 + random.nextInt(12), joint());
        };
    }

    /** Several pieces, some of them cut short, some repeated. */
    private String mixture() {
        List<String> pieces = new ArrayList<>();
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String piece = piece();
            pieces.add(random.nextBoolean() ? piece : cut(piece, 1 + random.nextInt(1500)));
            if (random.nextInt(4) == 0) {
                pieces.add(pieces.get(random.nextInt(pieces.size())));
            }
        }
        return String.join(joint(), pieces);
    }

    /** Neighbours, so that log lines belong together. */
    private String joined(List<String> texts, int count, String joint) {
        int first = random.nextInt(texts.size() - count);
        return String.join(joint, texts.subList(first, first + count));
    }

    private String joint() {
        return JOINTS.get(random.nextInt(JOINTS.size()));
    }

    private String cut(String text, int length) {
        int start = random.nextInt(Math.max(1, text.length() - length));
        int end = Math.min(text.length(), start + length);
        return text.substring(whole(text, start), whole(text, end));
    }

    /** A position that does not lie within a character. */
    private static int whole(String text, int position) {
        boolean within = position < text.length() && Character.isLowSurrogate(text.charAt(position));
        return within ? position - 1 : position;
    }

    private static List<String> documentation() throws IOException {
        Path root = Path.of(System.getProperty("perennial.root", ".."));
        List<String> paragraphs = new ArrayList<>();
        for (String module : List.of("schemas", "infra", "ingest", "curator", "trainer", "evaluator")) {
            try (Stream<Path> files = Files.walk(root.resolve(module))) {
                List<Path> sources = files.filter(file -> file.toString().contains("/src/main/java/")
                                && file.toString().endsWith(".java"))
                        .sorted()
                        .toList();
                for (Path source : sources) {
                    paragraphs.addAll(JavadocProse.paragraphs(Files.readString(source)));
                }
            }
        }
        return paragraphs;
    }
}
