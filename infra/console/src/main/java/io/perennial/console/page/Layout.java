package io.perennial.console.page;

import io.perennial.console.page.Glyphs.Tone;
import io.perennial.console.state.ConsoleState;
import io.perennial.console.state.KafkaState;
import io.perennial.console.state.RegistryState;
import java.util.List;

/** The frame of every page: head, navigation, what is reachable, who looks. */
public final class Layout {
    private Layout() {}

    /**
     * A whole page.
     *
     * @param csrfToken what the page's script sends with commands
     * @param signedIn true: show a way to sign out
     */
    public static Html page(Section section, View view, String csrfToken, boolean signedIn, Html body) {
        return Html.of(
                """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta name="csrf-token" content="{}">
                <title>{} · Perennial</title>
                <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
                <link rel="stylesheet" href="/assets/console.css">
                <script src="/assets/console.js" defer></script>
                </head>
                <body data-section="{}">
                <a class="skip" href="#main">Skip to content</a>
                <header class="top">
                <a class="brand" href="/">{}<span>perennial</span></a>
                <nav aria-label="Sections"><ul>{}</ul></nav>
                <div class="links" id="links">{}</div>
                <div class="viewer">{}</div>
                </header>
                <main id="main" tabindex="-1">
                {}
                </main>
                <dialog id="action" aria-labelledby="action-title"></dialog>
                <div id="announce" class="unseen" role="status" aria-live="polite"></div>
                </body>
                </html>
                """,
                csrfToken,
                section.title(),
                section.name(),
                mark(),
                Html.each(List.of(Section.values()), each -> entry(each, section)),
                links(view.state()),
                viewer(view, csrfToken, signedIn),
                body);
    }

    /** The page on which people sign in. */
    public static Html signIn(String csrfToken, String message) {
        return Html.of(
                """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>Sign in · Perennial</title>
                <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
                <link rel="stylesheet" href="/assets/console.css">
                </head>
                <body class="signin">
                <main>
                <form method="post" action="/sign-in">
                <h1 class="brand">{}<span>perennial</span></h1>
                {}
                <input type="hidden" name="csrf" value="{}">
                <label for="name">Name</label>
                <input id="name" name="name" autocomplete="username" autofocus required maxlength="64">
                <label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1000">
                <button class="primary">Sign in</button>
                </form>
                </main>
                </body>
                </html>
                """,
                mark(),
                Html.when(!message.isEmpty(), Html.of("<p class=\"failure\" role=\"alert\">{}</p>", message)),
                csrfToken);
    }

    /** A page that says one thing, such as an error. */
    public static Html plain(String title, String message) {
        return Html.of("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="color-scheme" content="light dark">
                <title>{} · Perennial</title>
                <link rel="stylesheet" href="/assets/console.css">
                </head>
                <body class="signin"><main><h1>{}</h1><p>{}</p><p><a href="/">Back to the console</a></p></main></body>
                </html>
                """, title, title, message);
    }

    /** What the console can reach. */
    public static Html links(ConsoleState state) {
        return Html.of(
                "{}{}<span class=\"chip quiet\" id=\"live\" title=\"whether this page is updated by itself\">static</span>",
                kafka(state.kafka(), state.log().caughtUp()),
                registry(state.registry()));
    }

    private static Html kafka(KafkaState kafka, boolean caughtUp) {
        if (!kafka.reachable()) {
            return Glyphs.chip(Tone.BAD, "Kafka: away");
        }
        return caughtUp ? Glyphs.chip(Tone.GOOD, "Kafka: up") : Glyphs.chip(Tone.INFO, "Kafka: catching up");
    }

    private static Html registry(RegistryState registry) {
        return switch (registry.status()) {
            case UP -> Glyphs.chip(Tone.GOOD, "MLflow: up");
            case AWAY -> Glyphs.chip(Tone.WARN, "MLflow: away");
            case OFF -> Glyphs.chip(Tone.QUIET, "MLflow: not used");
        };
    }

    private static Html entry(Section each, Section current) {
        return each == current
                ? Html.of("<li><a href=\"{}\" aria-current=\"page\">{}</a></li>", each.path(), each.title())
                : Html.of("<li><a href=\"{}\">{}</a></li>", each.path(), each.title());
    }

    private static Html viewer(View view, String csrfToken, boolean signedIn) {
        Html who = Html.of(
                "<span class=\"who\">{}</span> <span class=\"role\">{}</span>",
                view.viewer().name(),
                view.viewer().role().word());
        Html signOut = Html.of(
                "<form method=\"post\" action=\"/sign-out\"><input type=\"hidden\" name=\"csrf\" value=\"{}\">"
                        + "<button class=\"plain\">Sign out</button></form>",
                csrfToken);
        return Html.join(List.of(who, Html.when(signedIn, signOut)));
    }

    private static Html mark() {
        return Html.of(
                "<svg viewBox=\"0 0 24 24\" width=\"20\" height=\"20\" aria-hidden=\"true\" class=\"mark\">"
                        + "<path d=\"M12 21c0-7 0-9-6.5-11C4.6 14.6 7.500 17.500 12 17.500M12 21c0-9 .5-13 8-16 1 7-2.500 10.500-8 11\"/></svg>");
    }
}
