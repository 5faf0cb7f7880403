package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"edgetune/sensors/setup"
)

func newSensorsListCommand(e *env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list [DRIVER]",
		Short: "Every driver with its bus, addresses, channels, units and a configuration line",
		Long: "list shows every sensor that can be read, and the line that reads it. With the name of a\n" +
			"driver it shows that one's options too.",
		Example: "  edgetune sensors list\n  edgetune sensors list bme680\n  edgetune sensors list --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			list := setup.Drivers()
			if len(args) == 1 {
				d, err := setup.Find(args[0])
				if err != nil {
					return usageError{err}
				}
				list = []setup.Driver{d}
			}
			return writeDrivers(e, list, asJSON, len(args) == 1)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

func writeDrivers(e *env, list []setup.Driver, asJSON, whole bool) error {
	if asJSON {
		for _, d := range list {
			if err := writeJSON(e.out, d); err != nil {
				return err
			}
		}
		return nil
	}
	if whole {
		writeDriver(e, list[0])
		return nil
	}
	t := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "DRIVER\tBUS\tADDRESS\tCHANNELS\tLINE")
	for _, d := range list {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", d.Name, oneOf(d.Buses), oneOf(shorten(d.Addresses, 2)), oneOf(shorten(pairs(d), 3)), d.Line)
	}
	return t.Flush()
}

// pairs writes each channel with its unit.
func pairs(d setup.Driver) (out []string) {
	for i, c := range d.Channels {
		out = append(out, c+"["+d.Units[i]+"]")
	}
	return out
}

// shorten keeps the first n.
func shorten(list []string, n int) []string {
	if len(list) <= n {
		return list
	}
	return append(append([]string(nil), list[:n]...), "…")
}

// writeDriver shows all that is known of a driver.
func writeDriver(e *env, d setup.Driver) {
	facts(e.out, "driver", d.Name, "measures", d.Measures, "bus", oneOf(d.Buses), "address", oneOf(d.Addresses),
		"channels", oneOf(pairs(d)), "rate", hertz(d.Rate)+" Hz, at most "+hertz(d.MaxRate), "line", d.Line, "data sheet", oneOf(some(d.Sheet)))
	if len(d.Options) == 0 {
		return
	}
	fmt.Fprintln(e.out)
	t := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "OPTION\tDEFAULT\tMEANS")
	for _, o := range d.Options {
		fmt.Fprintf(t, "%s\t%s\t%s\n", o.Name, oneOf(some(o.Default)), o.Means)
	}
	t.Flush()
}

// some is a list of s, without it where it is empty.
func some(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
