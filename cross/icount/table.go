package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// shown is the number of functions in a line, and least the share below which one is
// left out.
const (
	shown = 8
	least = 0.02
)

// slack is how many more instructions than in the table are let through.
const slack = 0.02

// printRows writes the table.
func printRows(w io.Writer, m machine, rows []row) {
	fmt.Fprintf(w, "# Instructions of %s for products (m x n x k) and training steps in float16, counted by\n", m.title())
	fmt.Fprintln(w, "# go run ./cross/icount -update; per useful multiply-accumulate, and the functions of most.")
	fmt.Fprintf(w, "%-24s %12s %12s %8s\n", "case", "instructions", "macs", "per mac")
	for _, r := range rows {
		fmt.Fprintf(w, "%-24s %12d %12d %8.4f %s\n", r.name, r.total, r.macs, float64(r.total)/float64(r.macs), r.shares())
	}
}

// title is the machine, and the set where it is not that of every core.
func (m machine) title() string {
	if m.build.GOARCH == "arm64" {
		return "arm64"
	}
	return m.build.GOARCH + ", " + m.core.Kernels + ","
}

func (r row) shares() string {
	var b strings.Builder
	for _, s := range r.by[:min(shown, len(r.by))] {
		if p := float64(s.count) / float64(r.total); p >= least {
			fmt.Fprintf(&b, " %s %.1f%%", s.function, 100*p)
		}
	}
	return b.String()
}

// compare fails for a row that has grown, and for one that is new or gone.
func compare(rows []row, table, only string) error {
	want, err := readTable(table)
	if err != nil {
		return err
	}
	var bad []string
	for _, r := range rows {
		old, ok := want[r.name]
		delete(want, r.name)
		switch {
		case !ok:
			bad = append(bad, r.name+": not in the table")
		case float64(r.total) > float64(old)*(1+slack):
			bad = append(bad, fmt.Sprintf("%s: %d instructions, %d in the table (%+.1f %%)", r.name, r.total, old, 100*(float64(r.total)/float64(old)-1)))
		}
	}
	if only == "" {
		for name := range want {
			bad = append(bad, name+": in the table, not counted")
		}
	}
	if bad != nil {
		return fmt.Errorf("the table differs; make it faster again, or write it with -update:\n%s", strings.Join(bad, "\n"))
	}
	return nil
}

// nameWidth is the width of the first column.
const nameWidth = 24

// readTable returns the instructions of each case.
func readTable(table string) (map[string]int, error) {
	want := map[string]int{}
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "case ") {
			continue
		}
		if len(line) < nameWidth {
			return nil, fmt.Errorf("not a line of the table: %q", line)
		}
		fields := strings.Fields(line[nameWidth:])
		n, err := strconv.Atoi(fields[0])
		if err != nil {
			return nil, fmt.Errorf("not a line of the table: %q", line)
		}
		want[strings.TrimSpace(line[:nameWidth])] = n
	}
	return want, nil
}
