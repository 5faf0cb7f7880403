package service

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"slices"
	"strings"
	"time"

	"edgetune/firmware"
	"edgetune/firmware/telemetry"
	"edgetune/internal/kernel"
	"edgetune/internal/mqtt"
	"edgetune/nn"
	"edgetune/sensors"
)

// Check reports everything in c that cannot be, one line each.
func (c *Config) Check() error {
	var all []error
	for _, r := range rules {
		if err := r.check(c); err != nil {
			all = append(all, fmt.Errorf("%s: %w", r.key, err))
		}
	}
	for i, s := range c.Sensors {
		if err := s.Check(); err != nil {
			all = append(all, fmt.Errorf("sensor %d: %w", i+1, err))
		}
	}
	for i, b := range c.Buttons {
		if b.Line == "" || b.Class == "" {
			all = append(all, fmt.Errorf("button %d: give line and class, as line = \"GPIO5\"", i+1))
		}
	}
	return errors.Join(all...)
}

var deviceName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func nameOf(s string) bool { return deviceName.MatchString(s) }

// rule checks a key. The comparisons refuse NaN.
type rule struct {
	key   string
	check func(*Config) error
}

var rules = []rule{
	{"device.name", func(c *Config) error {
		return need(nameOf(c.Device.Name), "%q: write 1 to 64 letters, digits, - and _", c.Device.Name)
	}},
	{"model.file", func(c *Config) error { return need(c.Model.File != "", "no model; make one with \"edgetune train\"") }},
	{"model.key", func(c *Config) error { return checkKey(c.Model.Key) }},
	{"model.precision", func(c *Config) error { return oneOf(c.Model.Precision, "f16", "f32", "q7", "q15") }},
	{"model.kernels", func(c *Config) error { _, err := kernel.ByName(c.Model.Kernels); return err }},
	{"state.folder", func(c *Config) error { return need(c.State.Folder != "", "no folder") }},
	{"state.write_budget", func(c *Config) error {
		least := Bytes(1.25 * tails(max(c.State.Sync, time.Second)))
		return need(c.State.WriteBudget >= least, "%v; a page of 4 KiB each %v is most of that: give %d or more, or a longer state.sync", c.State.WriteBudget, c.State.Sync, least)
	}},
	{"state.sync", func(c *Config) error {
		return need(c.State.Sync >= time.Second && c.State.Sync <= time.Minute, "%v; give 1s to 60s", c.State.Sync)
	}},
	{"learn.replay", func(c *Config) error { return need(c.Learn.Replay >= 1<<10, "%v; give 1K or more", c.Learn.Replay) }},
	{"learn.work", func(c *Config) error {
		return need(c.Learn.Work >= 1 && c.Learn.Work <= firmware.MostWork, "%d; give 1 to %d", c.Learn.Work, firmware.MostWork)
	}},
	{"learn.layers", func(c *Config) error {
		_, err := nn.ParseLearning(c.Learn.Layers)
		return err
	}},
	{"learn.max_move", func(c *Config) error {
		return need(c.Learn.MaxMove >= 0 && c.Learn.MaxMove <= 100, "%g; give 0 to 100", c.Learn.MaxMove)
	}},
	{"learn.cpu_share", func(c *Config) error {
		return need(c.Learn.CPUShare >= 0.001 && c.Learn.CPUShare <= 1, "%g; give 0.001 to 1", c.Learn.CPUShare)
	}},
	{"learn.max_temperature", func(c *Config) error {
		return need(c.Learn.MaxTemperature == 0 || c.Learn.MaxTemperature >= 20 && c.Learn.MaxTemperature <= 120, "%g; give 20 to 120, or 0", c.Learn.MaxTemperature)
	}},
	{"learn.new_classes", func(c *Config) error {
		return need(c.Learn.NewClasses >= 0 && c.Learn.NewClasses <= mostNew, "%d; give 0 to %d", c.Learn.NewClasses, mostNew)
	}},
	{"learn.shots", func(c *Config) error {
		return need(c.Learn.Shots >= 2 && c.Learn.Shots <= firmware.MostShots, "%d; give 2 to %d", c.Learn.Shots, firmware.MostShots)
	}},
	{"labels.keep", func(c *Config) error {
		return need(c.Labels.Keep >= 16 && c.Labels.Keep <= 1<<20, "%d; give 16 to %d", c.Labels.Keep, 1<<20)
	}},
	{"trust.off", func(c *Config) error { return knownFaults(c.Trust.Off) }},
	{"anomaly.fit", func(c *Config) error {
		return need(c.Anomaly.Fit == 0 || c.Anomaly.Fit >= 60 && c.Anomaly.Fit <= 3600, "%d; give 60 to 3600, or 0", c.Anomaly.Fit)
	}},
	{"http.listen", func(c *Config) error { return checkListen(c.HTTP.Listen) }},
	{"http.hosts", func(c *Config) error { return checkHosts(c.HTTP.Hosts) }},
	{"http.streams", func(c *Config) error {
		return need(c.HTTP.Streams >= 1 && c.HTTP.Streams <= 64, "%d; give 1 to 64", c.HTTP.Streams)
	}},
	{"mqtt.broker", func(c *Config) error {
		if c.MQTT.Broker == "" {
			return nil
		}
		o := mqtt.Options{Broker: c.MQTT.Broker, ClientID: "check"}
		return o.Check()
	}},
	{"mqtt.discovery", func(c *Config) error {
		if c.MQTT.Discovery == "" {
			return nil
		}
		return mqtt.CheckTopic(c.MQTT.Discovery, false)
	}},
	{"mqtt.every", func(c *Config) error {
		return need(c.MQTT.Every >= 50*time.Millisecond && c.MQTT.Every <= time.Hour, "%v; give 50ms to 1h", c.MQTT.Every)
	}},
	{"log.level", func(c *Config) error { return new(slog.Level).UnmarshalText([]byte(c.Log.Level)) }},
	{"log.format", func(c *Config) error { return oneOf(c.Log.Format, "text", "json") }},
	{"sensor", func(c *Config) error {
		return need(len(c.Sensors) > 0, "no sensor; write a [[sensor]] table, \"edgetune sensors list\" shows the drivers")
	}},
}

func need(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}

func oneOf(s string, list ...string) error {
	return need(slices.Contains(list, s), "%q; use %s", s, strings.Join(list, " or "))
}

func knownFaults(names []string) error {
	for _, n := range names {
		if _, err := sensors.ParseFault(n); err != nil {
			return err
		}
	}
	return nil
}

func checkListen(address string) error {
	if address == "" {
		return nil
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil || port == "" {
		return fmt.Errorf("%q; write address and port, as 127.0.0.1:8080", address)
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return fmt.Errorf("%q: no such port; give 0 to 65535", address)
	}
	return need(host == "" || host == "localhost" || net.ParseIP(host) != nil, "%q; write an IP address of this machine, not a name", host)
}

var hostName = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$`)

func checkHosts(names []string) error {
	for _, n := range names {
		if !hostName.MatchString(n) {
			return fmt.Errorf("%q; write names as pump.example.org, in small letters and without a port", n)
		}
	}
	return nil
}

// leastToken is the shortest token that nobody guesses.
const leastToken = 16

// Token returns the token of the HTTP interface, "" for none: that of the environment,
// else of the file. An address that others can reach needs one.
func (c *Config) Token(env []string) (string, error) {
	token, ok := lookup(env, "EDGETUNE_TOKEN")
	if !ok && c.HTTP.TokenFile != "" {
		b, err := readSmall(c.HTTP.TokenFile, mostSecret)
		if err != nil {
			return "", fmt.Errorf("firmware/service: http.token_file: %w", err)
		}
		token, ok = strings.TrimSpace(string(b)), true
	}
	switch {
	case ok && len(token) < leastToken:
		return "", fmt.Errorf("firmware/service: the token has %d characters; give %d or more, as \"openssl rand -hex 16\" prints", len(token), leastToken)
	case !ok && c.HTTP.Listen != "" && !telemetry.Loopback(c.HTTP.Listen):
		return "", fmt.Errorf("firmware/service: http.listen: %s can be reached by others, and there is no token; set http.token_file, or listen on 127.0.0.1", c.HTTP.Listen)
	}
	return token, nil
}

// dtype is the storage that model.precision names.
func (c *Config) dtype() nn.DType {
	for _, d := range []nn.DType{nn.F32, nn.Int8, nn.Int16} {
		if c.Model.Precision == d.String() {
			return d
		}
	}
	return nn.Half
}
