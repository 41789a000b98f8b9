"""The look as a Gradio theme: system fonts alone (nothing is fetched), one accent, warm paper, calm lines.

The colours are the custom properties of ``style.css``, so that light and dark are set in one place.
"""

from typing import Any

import gradio as gr

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Liberation Sans", "Arial", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Consolas", "Liberation Mono", "monospace")

_COLOURS = {
    "body_background_fill": "paper",
    "body_text_color": "ink",
    "body_text_color_subdued": "soft",
    "background_fill_primary": "card",
    "background_fill_secondary": "paper",
    "border_color_primary": "line",
    "border_color_accent": "accent",
    "color_accent_soft": "accent-soft",
    "link_text_color": "accent",
    "link_text_color_hover": "accent",
    "link_text_color_active": "accent",
    "link_text_color_visited": "accent",
    "block_background_fill": "card",
    "block_border_color": "line",
    "block_label_background_fill": "card",
    "block_label_text_color": "soft",
    "block_title_text_color": "ink",
    "block_info_text_color": "soft",
    "panel_background_fill": "paper",
    "input_background_fill": "card",
    "input_background_fill_focus": "card",
    "input_border_color": "edge",
    "input_border_color_focus": "accent",
    "input_placeholder_color": "soft",
    "button_primary_background_fill": "accent",
    "button_primary_background_fill_hover": "accent-strong",
    "button_primary_text_color": "on-accent",
    "button_primary_text_color_hover": "on-accent",
    "button_primary_border_color": "accent",
    "button_secondary_background_fill": "card",
    "button_secondary_background_fill_hover": "accent-soft",
    "button_secondary_text_color": "ink",
    "button_secondary_text_color_hover": "ink",
    "button_secondary_border_color": "edge",
    "button_cancel_background_fill": "card",
    "button_cancel_background_fill_hover": "refutes-soft",
    "button_cancel_text_color": "refuted",
    "button_cancel_text_color_hover": "refuted",
    "button_cancel_border_color": "refuted",
    "error_background_fill": "refutes-soft",
    "error_border_color": "refuted",
    "error_text_color": "refuted",
    "error_icon_color": "refuted",
    "loader_color": "accent",
}
_SHAPE = {
    "block_border_width": "1px",
    "block_shadow": "none",
    "block_radius": "10px",
    "container_radius": "10px",
    "input_radius": "8px",
    "input_border_width": "1px",
    "input_shadow": "none",
    "input_shadow_focus": "0 0 0 3px var(--pc-ring)",
    "button_border_width": "1px",
    "button_large_radius": "8px",
    "button_medium_radius": "8px",
    "button_small_radius": "8px",
    "button_large_text_weight": "600",
    "button_medium_text_weight": "600",
    "button_small_text_weight": "500",
    "button_primary_shadow": "none",
    "button_secondary_shadow": "none",
    "block_label_text_weight": "500",
    "block_title_text_weight": "600",
    "layout_gap": "14px",
    "form_gap_width": "1px",
}


def calm() -> Any:
    """The theme; its light and dark values are the same properties, which differ by the page's class."""
    theme = gr.themes.Base(
        primary_hue="blue",
        neutral_hue="stone",
        font=list(SANS),
        font_mono=list(MONO),
        text_size="md",
        spacing_size="md",
        radius_size="md",
    )
    values = {name: f"var(--pc-{colour})" for name, colour in _COLOURS.items()}
    dark = {f"{name}_dark": value for name, value in values.items() if name != "panel_background_fill"}
    known = set(gr.themes.Base.set.__code__.co_varnames)
    return theme.set(**values, **{name: value for name, value in dark.items() if name in known}, **_SHAPE)
