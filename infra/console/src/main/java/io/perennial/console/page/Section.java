package io.perennial.console.page;

/** The pages, in the order of the navigation. */
public enum Section {
    NOW("/", "Now"),
    CANDIDATES("/candidates", "Candidates"),
    DECISIONS("/decisions", "Decisions"),
    DRIFT("/drift", "Drift"),
    CURATION("/curation", "Curation"),
    TOPICS("/topics", "Topics");

    private final String path;
    private final String title;

    Section(String path, String title) {
        this.path = path;
        this.title = title;
    }

    public String path() {
        return path;
    }

    public String title() {
        return title;
    }
}
