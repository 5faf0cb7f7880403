package service

import (
	"os"
	"time"

	"edgetune/firmware"
	"edgetune/firmware/rehearsal"
	"edgetune/sensors/setup"
)

// Config is what edgetune.toml says. Every key is described in the table of [Keys].
type Config struct {
	Device struct {
		Name string `toml:"name"`
	} `toml:"device"`
	Model struct {
		File      string `toml:"file"`
		Key       string `toml:"key"`
		Precision string `toml:"precision"`
		Kernels   string `toml:"kernels"`
	} `toml:"model"`
	State struct {
		Folder      string        `toml:"folder"`
		WriteBudget Bytes         `toml:"write_budget"`
		Sync        time.Duration `toml:"sync"`
	} `toml:"state"`
	Learn struct {
		Replay         Bytes   `toml:"replay"`
		Work           int     `toml:"work"`
		Gate           bool    `toml:"gate"`
		Seed           uint32  `toml:"seed"`
		Layers         string  `toml:"layers"`
		MaxMove        float64 `toml:"max_move"`
		Memory         Bytes   `toml:"memory"`
		CPUShare       float64 `toml:"cpu_share"`
		MaxTemperature float64 `toml:"max_temperature"`
		NewClasses     int     `toml:"new_classes"`
		Shots          int     `toml:"shots"`
	} `toml:"learn"`
	Labels struct {
		Source bool `toml:"source"`
		Keep   int  `toml:"keep"`
		Wait   bool `toml:"wait"`
	} `toml:"labels"`
	Trust struct {
		Limits string   `toml:"limits"`
		Off    []string `toml:"off"`
	} `toml:"trust"`
	Anomaly struct {
		Fit int `toml:"fit"`
	} `toml:"anomaly"`
	HTTP struct {
		Listen    string   `toml:"listen"`
		TokenFile string   `toml:"token_file"`
		Hosts     []string `toml:"hosts"`
		Streams   int      `toml:"streams"`
	} `toml:"http"`
	MQTT struct {
		Broker       string        `toml:"broker"`
		User         string        `toml:"user"`
		PasswordFile string        `toml:"password_file"`
		CA           string        `toml:"ca"`
		Discovery    string        `toml:"discovery"`
		Every        time.Duration `toml:"every"`
	} `toml:"mqtt"`
	Log struct {
		Level  string `toml:"level"`
		Format string `toml:"format"`
	} `toml:"log"`
	Sensors []setup.Setting `toml:"sensor"`
	Buttons []Button        `toml:"button"`
}

// Button is a switch on a GPIO line that says what the present is.
type Button struct {
	Line  string `toml:"line"`  // as the kernel names it: "GPIO5"
	Class string `toml:"class"` // of the net, or values as text
}

// Defaults of numbers that people seldom change.
const (
	defaultReplay      = 256 << 10
	defaultBudget      = 10 << 20
	defaultSync        = 50 * time.Second
	defaultShare       = 0.5
	defaultTemperature = 75
	defaultKeep        = 2048
	defaultNew         = 4
	defaultShots       = 10
	defaultFit         = 400
	defaultListen      = "127.0.0.1:8080"
)

// Default is the configuration of an empty file.
func Default() Config {
	var c Config
	c.Device.Name = "edgetune"
	if name, err := os.Hostname(); err == nil && nameOf(name) {
		c.Device.Name = name
	}
	c.Model.Precision = "f16"
	c.State.Folder = "/var/lib/edgetune"
	c.State.WriteBudget, c.State.Sync = defaultBudget, defaultSync
	c.Learn.Replay, c.Learn.Work, c.Learn.Gate, c.Learn.Seed = defaultReplay, firmware.MostWork, true, 1
	c.Learn.MaxMove, c.Learn.Layers = rehearsal.DefaultLeash, "all"
	c.Learn.CPUShare, c.Learn.MaxTemperature = defaultShare, defaultTemperature
	c.Learn.NewClasses, c.Learn.Shots = defaultNew, defaultShots
	c.Labels.Source, c.Labels.Keep = true, defaultKeep
	c.Anomaly.Fit = defaultFit
	c.HTTP.Listen, c.HTTP.Streams = defaultListen, 8
	c.MQTT.Discovery, c.MQTT.Every = "homeassistant", time.Second
	c.Log.Level, c.Log.Format = "info", "text"
	return c
}
