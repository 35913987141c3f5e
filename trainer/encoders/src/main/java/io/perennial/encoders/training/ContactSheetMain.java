package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.images.Augmentation;
import io.perennial.encoders.images.ContactSheet;
import io.perennial.encoders.images.PictureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Draws pictures and the views that training would make of them in its first steps; {@code contact-sheet} starts it. */
public final class ContactSheetMain {
    private static final int STEPS = 5;

    private ContactSheetMain() {}

    public static void main(String[] arguments) {
        List<String> words = Arrays.asList(arguments);
        List<String> pictures =
                words.stream().skip(1).filter(word -> !word.contains("=")).toList();
        if (pictures.isEmpty()) {
            end("usage: contact-sheet SHEET.png PICTURE... [KEY=VALUE of the model...]");
        }
        try {
            draw(configuration(words), pictures).write(Path.of(words.get(0)));
        } catch (NoSuchFileException e) {
            end("contact-sheet: no file " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            end("contact-sheet: " + e.getMessage());
        }
    }

    private static void end(String message) {
        System.err.println(message);
        System.exit(2);
    }

    private static ModelConfiguration configuration(List<String> words) {
        Map<String, String> overrides = new TreeMap<>(Map.of(Setting.OBJECTIVE.key(), "simclr"));
        words.stream()
                .map(word -> word.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> overrides.put(pair[0], pair[1]));
        return ModelConfiguration.named("image-encoder", overrides);
    }

    private static ContactSheet draw(ModelConfiguration configuration, List<String> pictures) throws IOException {
        int side = configuration.integer(Setting.IMAGE_SIZE);
        Curriculum curriculum = Curriculum.of(configuration);
        List<List<Augmentation>> steps = new ArrayList<>();
        for (int step = 1; step <= STEPS; step++) {
            steps.add(ViewDrawing.augmentations(configuration, curriculum, step));
        }
        int views = steps.get(0).size();
        ContactSheet sheet = new ContactSheet(pictures.size(), 1 + STEPS * views, side);
        for (int row = 0; row < pictures.size(); row++) {
            float[] pixels = PictureReader.read(Files.readAllBytes(Path.of(pictures.get(row))), side);
            sheet.draw(row, 0, pixels);
            for (int column = 0; column < STEPS * views; column++) {
                int step = 1 + column / views;
                int index = column % views;
                float[] view = new float[pixels.length];
                steps.get(step - 1).get(index).draw(pixels, side, ViewDrawing.random(1, step, row, index), view, side);
                sheet.draw(row, 1 + column, view);
            }
        }
        return sheet;
    }
}
