"""File layouts: what they are (shape), where values come from (sources), lines of text (render), learning (learn)."""
