package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edgetune/firmware/deploy"
	"edgetune/internal/signature"
)

// deployFlags are those of the command deploy.
type deployFlags struct {
	options deploy.Options
	release string
	config  string
	model   string
	fleet   string
	key     string
	service string

	unsigned bool
	json     bool
}

func newDeployCommand(e *env) *cobra.Command {
	f := deployFlags{options: deploy.Options{Layout: deploy.DefaultLayout()}}
	cmd := &cobra.Command{
		Use:   "deploy USER@HOST | --fleet FILE",
		Short: "Put a release on a board over SSH, and take it back if it does not work",
		Long: "deploy finds out what the board is, uploads the binary for it, checks it there by its hash\n" +
			"and its self-test, installs the systemd unit and the configuration, switches, and waits\n" +
			"until the service is healthy and of the new version. Else, or when the connection breaks,\n" +
			"the board goes back to what ran before.",
		Example: "  edgetune deploy --release build/release --key edgetune.pub --config edgetune.toml pi@raspberrypi.local\n" +
			"  edgetune deploy --release build/release --key edgetune.pub --fleet hosts.toml",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), e, args) },
	}
	f.add(cmd.Flags())
	return cmd
}

func (f *deployFlags) add(fs *pflag.FlagSet) {
	o := &f.options
	fs.SortFlags = false
	fs.StringVar(&f.release, "release", "", "folder of a release")
	fs.StringVar(&f.key, "key", "", "public key that the release, and the model, must be signed with (minisign)")
	fs.BoolVar(&f.unsigned, "unsigned", false, "take a release that nobody signed")
	fs.BoolVar(&o.AllowDowngrade, "allow-downgrade", false, "replace a newer version by an older one")
	fs.StringVar(&f.config, "config", "", "configuration of the service (default that of the board)")
	fs.StringVar(&f.model, "model", "", "model file of the service (default that of the board)")
	fs.StringVar(&f.fleet, "fleet", "", "deploy to all hosts of this file")
	fs.BoolVar(&o.DryRun, "dry-run", false, "look, and say what would happen")
	fs.StringVar(&o.Board, "board", "", "refuse a board without this in its name, as in \"Pi 4\"")
	fs.StringVar(&o.Access.Identity, "identity", "", "private key to log in with (default the agent's and ~/.ssh)")
	fs.StringVar(&o.Access.KnownHosts, "known-hosts", "", "keys of hosts (default ~/.ssh/known_hosts)")
	fs.BoolVar(&o.Access.AcceptNewHost, "accept-new-host", false, "write down the key of a host that is not known yet")
	fs.DurationVar(&o.Timeout, "timeout", 20*time.Second, "for the new version to become healthy")
	fs.StringVar(&o.Layout.Health, "health", "", "where the service listens on the board (default http.listen of its configuration)")
	fs.StringVar(&o.Layout.Root, "root", o.Layout.Root, "folder of the releases on the board")
	fs.StringVar(&o.Layout.Etc, "etc", o.Layout.Etc, "folder of configuration and model on the board")
	fs.StringVar(&f.service, "service-command", "", "program on the board that is called with restart or stop, where there is no systemd")
	fs.BoolVar(&f.json, "json", false, "print one JSON object a board")
}

func (f *deployFlags) run(ctx context.Context, e *env, args []string) error {
	hosts, err := f.hosts(args)
	if err != nil {
		return err
	}
	if err := f.open(); err != nil {
		return err
	}
	var print sync.Mutex
	f.options.Log = func(host, what string) {
		print.Lock()
		defer print.Unlock()
		fmt.Fprintf(e.err, "%s: %s\n", host, what)
	}
	results, failed := deploy.Fleet(ctx, hosts, f.options)
	if err := f.report(e, results); err != nil {
		return err
	}
	return failed
}

// hosts is the fleet, or the one board of the arguments.
func (f *deployFlags) hosts(args []string) (deploy.Hosts, error) {
	switch {
	case f.release == "":
		return deploy.Hosts{}, usagef("--release is missing; build one with go run ./cross/release")
	case f.key == "" && !f.unsigned:
		return deploy.Hosts{}, usagef("--key is missing; give the public key of who signed the release, or --unsigned for one of your own")
	case f.fleet != "" && len(args) == 0:
		return deploy.ReadHosts(f.fleet)
	case f.fleet != "" || len(args) != 1:
		return deploy.Hosts{}, usagef("deploy takes one USER@HOST, or --fleet")
	}
	h, err := deploy.OneHost(args[0])
	if err != nil {
		err = usageError{err}
	}
	return h, err
}

// open reads the files that go to the boards.
func (f *deployFlags) open() (err error) {
	o := &f.options
	var key *signature.Key
	if f.key != "" {
		k, err := signature.ReadKey(f.key)
		if err != nil {
			return err
		}
		key = &k
	}
	if o.Release, err = deploy.OpenRelease(f.release, key); err != nil {
		return err
	}
	if f.config != "" {
		if o.Config, err = deploy.ReadConfig(f.config); err != nil {
			return err
		}
	}
	if f.model != "" {
		if o.Model, err = deploy.OpenModel(f.model, key); err != nil {
			return err
		}
	}
	o.Layout.Service = strings.Fields(f.service)
	o.Access.Agent = os.Getenv("SSH_AUTH_SOCK")
	o.Access.Home, err = os.UserHomeDir()
	return err
}

func (f *deployFlags) report(e *env, results []deploy.Result) error {
	if f.json {
		for _, r := range results {
			if err := writeJSON(e.out, struct {
				Event string `json:"event"`
				deploy.Result
			}{"deploy", r}); err != nil {
				return err
			}
		}
		return nil
	}
	t := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, r := range results {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%.1f s\n", r.Host, r.Action, r.To, r.Board, r.Took.Seconds())
	}
	return t.Flush()
}
