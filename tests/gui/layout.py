"""Checks the positions of widgets: whether they overlap, and whether each lies inside the window."""


def overlapping(widgets, prefix, slack=0):
    """Pairs of widgets that overlap by more than `slack` pixels, of those whose names begin with `prefix`, a string or
    a tuple of strings."""
    places = [(name, widget["rect"]) for name, widget in widgets.items() if name.startswith(prefix)]
    pairs = []
    for index, (name, (x, y, w, h)) in enumerate(places):
        for other, (ox, oy, ow, oh) in places[index + 1:]:
            if (x + slack < ox + ow and ox + slack < x + w and y + slack < oy + oh and oy + slack < y + h):
                pairs.append((name, other))
    return pairs


def outside(widgets, prefix, size, slack=0):
    """Widgets that are empty or reach out of a window of that size by more than `slack` pixels, of those whose names
    begin with `prefix`; name and rectangle of each."""
    found = []
    for name, widget in widgets.items():
        x, y, w, h = widget["rect"]
        if name.startswith(prefix) and not (min(x, y) >= -slack and x + w <= size[0] + slack
                                            and y + h <= size[1] + slack and w > 0 and h > 0):
            found.append((name, widget["rect"]))
    return found
