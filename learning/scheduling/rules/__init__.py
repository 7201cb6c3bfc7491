"""People's time as plain values: clocks on the wall, stretches of minutes, hours and limits."""
