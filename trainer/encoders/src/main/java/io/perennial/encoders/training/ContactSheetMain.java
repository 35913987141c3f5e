package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.images.Augmentation;
import io.perennial.encoders.images.ContactSheet;
import io.perennial.encoders.images.PictureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Draws pictures and the views that training would make of them in its first steps; {@code contact-sheet} starts it. */
public final class ContactSheetMain {
    private static final int STEPS = 5;

    private ContactSheetMain() {}

    public static void main(String[] arguments) throws IOException {
        List<String> pictures = Arrays.stream(arguments)
                .skip(1)
                .filter(word -> !word.contains("="))
                .toList();
        if (pictures.isEmpty()) {
            System.err.println("usage: contact-sheet SHEET.png PICTURE... [KEY=VALUE of the model...]");
            System.exit(2);
        }
        Map<String, String> overrides = new TreeMap<>(Map.of(Setting.OBJECTIVE.key(), "simclr"));
        Arrays.stream(arguments)
                .map(word -> word.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> overrides.put(pair[0], pair[1]));
        ModelConfiguration configuration = ModelConfiguration.named("image-encoder", overrides);
        int side = configuration.integer(Setting.IMAGE_SIZE);
        List<Augmentation> augmentations = ViewDrawing.augmentations(configuration);
        ContactSheet sheet = new ContactSheet(pictures.size(), 1 + STEPS * augmentations.size(), side);
        for (int row = 0; row < pictures.size(); row++) {
            float[] pixels = PictureReader.read(Files.readAllBytes(Path.of(pictures.get(row))), side);
            sheet.draw(row, 0, pixels);
            for (int step = 1; step <= STEPS; step++) {
                for (int index = 0; index < augmentations.size(); index++) {
                    float[] view = new float[pixels.length];
                    augmentations.get(index).draw(pixels, side, ViewDrawing.random(1, step, row, index), view, side);
                    sheet.draw(row, 1 + (step - 1) * augmentations.size() + index, view);
                }
            }
        }
        sheet.write(Path.of(arguments[0]));
    }
}
