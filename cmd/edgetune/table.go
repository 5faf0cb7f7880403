package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// writeJSON writes one object as one line.
func writeJSON(w io.Writer, v any) error {
	return json.NewEncoder(w).Encode(v)
}

// facts writes "name  value" lines with aligned values.
func facts(w io.Writer, pairs ...string) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i := 0; i+1 < len(pairs); i += 2 {
		fmt.Fprintf(t, "%s\t%s\n", pairs[i], pairs[i+1])
	}
	t.Flush()
}

// number writes a metric, a dash where there is none.
func number(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.4f", *v)
}

// change writes the difference of two metrics.
func change(from, to *float64) string {
	if from == nil || to == nil {
		return ""
	}
	return fmt.Sprintf("%+.4f", *to-*from)
}

// bar draws a share of 1 as a bar of the given width, in eighths of a character.
func bar(share float64, width int) string {
	eighths := int(float64(share*float64(width*8)) + 0.5)
	eighths = min(max(eighths, 0), width*8)
	s := strings.Repeat("█", eighths/8)
	if part := eighths % 8; part > 0 {
		s += string([]rune("▏▎▍▌▋▊▉")[part-1])
	}
	return s + strings.Repeat(" ", width-utf8.RuneCountInString(s))
}

// spark draws values between 0 and 1 as one line.
func spark(values []float64) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteRune([]rune("▁▂▃▄▅▆▇█")[min(max(int(v*8), 0), 7)])
	}
	return b.String()
}
