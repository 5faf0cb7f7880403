package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version returns the version of the module, with the commit where it is known.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

func newVersionCommand(e *env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			var k kernelSet
			set, err := k.get()
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(e.out, map[string]string{
					"event": "version", "version": version(), "go": runtime.Version(), "goarch": runtime.GOARCH, "kernels": set.Name,
				})
			}
			fmt.Fprintf(e.out, "edgetune %s, %s, %s/%s, kernels %s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, set.Name)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}
