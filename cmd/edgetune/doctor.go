package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"edgetune/internal/doctor"
	"edgetune/internal/kernel"
)

func newDoctorCommand(e *env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look at this board and say what gets in the way",
		Long: "doctor looks at the board: model, cores, kernels, memory, buses and who may use them,\n" +
			"power and heat, clock, memory card, file systems, service. It changes nothing. It exits\n" +
			"with 1 if something does not work; where the board does not tell, it says so.",
		Example: "  edgetune doctor\n  edgetune doctor --json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var k kernelSet
			set, err := k.get()
			if err != nil {
				return err
			}
			all := doctor.Examine(doctor.Local(cmd.Context(), set.Name, kernel.CPU()))
			if err := printFindings(e, all, asJSON); err != nil {
				return err
			}
			if !doctor.Healthy(all) {
				return fmt.Errorf("doctor: something does not work; the lines marked bad say what to do")
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

func printFindings(e *env, all []doctor.Finding, asJSON bool) error {
	t := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, f := range all {
		if !asJSON {
			fmt.Fprintf(t, "%s\t%s\t%s\n", f.Severity, f.What, f.Value)
			if f.Advice != "" {
				fmt.Fprintf(t, "\t\t-> %s\n", f.Advice)
			}
			continue
		}
		if err := writeJSON(e.out, struct {
			Event string `json:"event"`
			doctor.Finding
		}{"finding", f}); err != nil {
			return err
		}
	}
	return t.Flush()
}
