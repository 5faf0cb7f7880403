package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newManCommand prints the manual page; packages ship it.
func newManCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:    "man",
		Short:  "Print the manual page",
		Hidden: true,
		Args:   noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			writeManual(e.out, cmd.Root())
			return nil
		},
	}
}

// writeManual writes one page for all commands, in man(7).
func writeManual(w io.Writer, root *cobra.Command) {
	fmt.Fprintf(w, ".TH EDGETUNE 1 \"\" \"edgetune %s\" \"User Commands\"\n", roff(version()))
	fmt.Fprintf(w, ".SH NAME\nedgetune \\- %s\n", roff(strings.ToLower(root.Short[:1])+root.Short[1:]))
	fmt.Fprintf(w, ".SH SYNOPSIS\n.B edgetune\n.I COMMAND\n[\\fIFLAGS\\fR]\n")
	fmt.Fprintf(w, ".SH DESCRIPTION\n%s\n", roff(root.Long))
	fmt.Fprintln(w, ".SH COMMANDS")
	for _, c := range root.Commands() {
		if !c.Hidden && c.Name() != "help" {
			writeCommand(w, c)
		}
	}
	fmt.Fprintln(w, ".SH FILES\n.TP\n.I /etc/edgetune/edgetune.toml\nWhat the service reads, learns and tells.\n.TP\n.I /var/lib/edgetune\nWhat it has learned.")
}

func writeCommand(w io.Writer, c *cobra.Command) {
	fmt.Fprintf(w, ".SS \"%s\"\n%s\n", roff("edgetune "+c.Use), roff(c.Short+"."))
	if c.Long != "" {
		fmt.Fprintf(w, ".PP\n%s\n", roff(c.Long))
	}
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" && !f.Hidden {
			kind, usage := pflag.UnquoteUsage(f)
			fmt.Fprintf(w, ".TP\n\\fB\\-\\-%s\\fR %s\n%s\n", roff(f.Name), roff(kind), roff(usage))
		}
	})
	if c.Example != "" {
		fmt.Fprintf(w, ".PP\n.nf\n%s\n.fi\n", roff(c.Example))
	}
}

// roff escapes a text: hyphens that are minus signs, backslashes, lines that begin like
// a request. An empty line begins a paragraph.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`, "\n\n", "\n.PP\n").Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "'") || strings.HasPrefix(l, ".") && l != ".PP" {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
