package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release is the version of a release: -ldflags "-X main.release=v1.2.3".
var release string

// version returns the version of the release, else that of the module, with the commit
// where it is known.
func version() string {
	if release != "" {
		return release
	}
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
