package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"edgetune/firmware/service"
)

func newRunCommand(e *env) *cobra.Command {
	var path string
	var check bool
	cmd := &cobra.Command{
		Use:   "run --config FILE",
		Short: "Learn for as long as the machine is on, from its own sensors",
		Long: "run is the always-on service: it reads the sensors of the configuration, answers every\n" +
			"window, learns from labels and survives kills and power cuts. SIGTERM saves and ends\n" +
			"it, SIGHUP reads the configuration again. Environment variables EDGETUNE_SECTION_KEY\n" +
			"stand above the file. docs/service.md describes every key, the page and the interface.",
		Example: "  edgetune run --config /etc/edgetune/edgetune.toml --check   # what would be run\n" +
			"  edgetune run --config /etc/edgetune/edgetune.toml",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if path == "" {
				return usagef("--config is missing; give a TOML file, examples/service/edgetune.toml is one")
			}
			c, err := service.Load(path, os.Environ())
			if err != nil {
				return err
			}
			if check {
				return checkService(e.out, &c)
			}
			return runService(cmd.Context(), e, path, c)
		},
	}
	cmd.Flags().StringVar(&path, "config", "", "TOML file")
	cmd.Flags().BoolVar(&check, "check", false, "check everything that can be checked without a sensor, print the memory and the resolved configuration, and end")
	return cmd
}

// checkService builds what a configuration names, and prints its memory and every key.
func checkService(out io.Writer, c *service.Config) error {
	if err := c.CheckFiles(os.Environ()); err != nil {
		return err
	}
	if err := c.WritePlan(out); err != nil {
		return err
	}
	return c.Write(out)
}

// runService runs until a signal or the end of the source.
func runService(ctx context.Context, e *env, path string, c service.Config) error {
	reload := make(chan os.Signal, 1)
	signal.Notify(reload, syscall.SIGHUP)
	defer signal.Stop(reload)
	level := new(slog.LevelVar)
	log, err := newLog(e.err, &c, level)
	if err != nil {
		return err
	}
	s, err := service.New(ctx, service.Options{
		Config: c, Env: os.Environ(), Version: version(), Log: log, Level: level, Notify: service.NewNotifier(os.Environ()),
		Reload: func() (service.Config, error) { return service.Load(path, os.Environ()) },
	})
	if err != nil {
		return err
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(s.MemoryLimit())
	}
	debug.FreeOSMemory() // what opening took
	return s.Run(ctx, reload)
}

func newLog(w io.Writer, c *service.Config, level *slog.LevelVar) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(c.Log.Level)); err != nil {
		return nil, fmt.Errorf("log.level: %w", err)
	}
	level.Set(l)
	o := &slog.HandlerOptions{Level: level}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, o)), nil
	}
	return slog.New(slog.NewTextHandler(w, o)), nil
}
