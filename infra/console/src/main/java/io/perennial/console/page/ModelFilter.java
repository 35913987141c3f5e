package io.perennial.console.page;

import io.perennial.console.state.ModelState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Links that show one model only. */
final class ModelFilter {
    private ModelFilter() {}

    static Html of(Section section, List<ModelState> models, @Nullable String only) {
        Html all = only == null
                ? Html.of("<a href=\"{}\" aria-current=\"true\">all models</a>", section.path())
                : Html.of("<a href=\"{}\">all models</a>", section.path());
        return Html.of(
                "<nav class=\"filter\" aria-label=\"Model\">{}{}</nav>",
                all,
                Html.each(
                        models,
                        model -> model.model().equals(only)
                                ? Html.of(
                                        "<a href=\"{}?model={}\" aria-current=\"true\">{}</a>",
                                        section.path(),
                                        model.model(),
                                        model.model())
                                : Html.of(
                                        "<a href=\"{}?model={}\">{}</a>",
                                        section.path(),
                                        model.model(),
                                        model.model())));
    }
}
