package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// printConfusion writes the matrix with a row for each true class and, behind it,
// the share that was right. Classes without a window are left out of the rows.
func printConfusion(w io.Writer, counts [][]int, names []string) {
	t := tabwriter.NewWriter(w, 0, 0, 1, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "true \\ answer\t")
	for i := range counts {
		fmt.Fprintf(t, "%d\t", i)
	}
	fmt.Fprintln(t, " right\t  class")
	for i, row := range counts {
		n := 0
		for _, v := range row {
			n += v
		}
		if n == 0 {
			continue
		}
		fmt.Fprintf(t, "%d\t", i)
		for _, v := range row {
			fmt.Fprintf(t, "%s\t", strings.TrimPrefix(fmt.Sprint(v), "0"))
		}
		fmt.Fprintf(t, " %.1f %%\t  %s\n", 100*float64(row[i])/float64(n), className(names, i))
	}
	t.Flush()
}

func className(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("class %d", i)
}
