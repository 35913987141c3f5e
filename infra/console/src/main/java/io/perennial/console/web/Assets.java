package io.perennial.console.web;

import io.javalin.http.Context;
import io.perennial.schemas.blobs.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Style sheet, script and icon, from the class path. Nothing is loaded from elsewhere. */
final class Assets {
    private static final Map<String, String> TYPES = Map.of(
            "console.css", "text/css; charset=utf-8",
            "console.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private final Map<String, Asset> assets = new LinkedHashMap<>();

    private record Asset(String text, String tag, String type) {}

    Assets() {
        TYPES.forEach((name, type) -> {
            String text = read(name);
            assets.put(name, new Asset(text, "\"" + Sha256.of(text).substring(0, 16) + "\"", type));
        });
    }

    void serve(Context request) {
        Asset asset = assets.get(request.pathParam("name"));
        if (asset == null) {
            request.status(404);
            return;
        }
        request.header("Cache-Control", "no-cache").header("ETag", asset.tag()).contentType(asset.type());
        if (asset.tag().equals(request.header("If-None-Match"))) {
            request.status(304);
        } else {
            request.result(asset.text());
        }
    }

    private static String read(String name) {
        try (InputStream stream = Assets.class.getResourceAsStream("/console/" + name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
