"""What both apps stand on: leased rows, the tick, `up`, readiness. Knows no wizard and no sync."""
