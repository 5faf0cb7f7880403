package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// row is a step that has run.
type row struct {
	name string
	result
}

// print writes the step's line, and its output.
func (r row) print(w io.Writer) {
	fmt.Fprintf(w, "%-4s %6.1f s  %s  %s\n", r.verdict(), r.took.Seconds(), r.name, r.what())
	if r.output != "" {
		fmt.Fprintf(w, "     %s\n", strings.ReplaceAll(strings.TrimSpace(r.output), "\n", "\n     "))
	}
}

func (r row) verdict() string {
	if r.failed > 0 {
		return "FAIL"
	}
	return "ok"
}

// what tells how many tests ran, if any did, and the note.
func (r row) what() string {
	var words []string
	if r.passed+r.failed > 1 {
		words = append(words, fmt.Sprintf("%d passed", r.passed))
	}
	if r.failed > 0 {
		words = append(words, fmt.Sprintf("%d failed", r.failed))
	}
	if len(r.skipped) > 0 {
		words = append(words, fmt.Sprintf("%d skipped", len(r.skipped)))
	}
	if r.note != "" {
		words = append(words, r.note)
	}
	return strings.Join(words, ", ")
}

// table is the whole run.
type table struct {
	rows   []row
	took   time.Duration
	worked time.Duration // of all processors together
}

func (t table) sum() (all result) {
	for _, r := range t.rows {
		all.passed += r.passed
		all.failed += r.failed
		all.skipped = append(all.skipped, r.skipped...)
	}
	return all
}

// print ends with the plain line that programs look for.
func (t table) print(w io.Writer) {
	all := t.sum()
	t.printSkipped(w, all.skipped)
	fmt.Fprintln(w)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range t.rows {
		fmt.Fprintf(tw, "%s\t%7.1f s\t%s\t%s\n", r.verdict(), r.took.Seconds(), r.name, r.what())
	}
	tw.Flush()
	fmt.Fprintf(w, "\n%d steps in %s, %s of processors\n%d passed, %d failed",
		len(t.rows), t.took.Round(time.Second), t.worked.Round(time.Second), all.passed, all.failed)
	if n := len(all.skipped); n > 0 {
		fmt.Fprintf(w, ", %d skipped", n)
	}
	fmt.Fprintln(w)
}

// printSkipped names every skipped test once: nothing is left out unseen.
func (t table) printSkipped(w io.Writer, skipped []string) {
	if len(skipped) == 0 {
		return
	}
	slices.Sort(skipped)
	fmt.Fprintln(w, "\nskipped:")
	for _, s := range slices.Compact(skipped) {
		fmt.Fprintln(w, "    ", s)
	}
}
