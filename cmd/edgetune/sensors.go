package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edgetune/firmware/service"
	"edgetune/sensors/setup"
)

// newSensorsCommand builds the commands about the sensors of this board.
func newSensorsCommand(e *env) *cobra.Command { return newSensorsOn(e, setup.Machine{}) }

// newSensorsOn builds them for a machine.
func newSensorsOn(e *env, m setup.Machine) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sensors",
		Short: "List, find, read and record sensors",
		Long: "sensors finds out what is connected and reads it. A sensor is a line: its driver, where it\n" +
			"is, and its options, as \"bme280 bus=1 address=0x76 rate=1\".",
		Example: "  edgetune sensors scan                                    # what is connected?\n" +
			"  edgetune sensors read bme280 bus=1 address=0x76          # a live table\n" +
			"  edgetune sensors record mpu6050 --out mydata --classes off,on",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unknown command %q; use list, scan, read or record", "sensors "+args[0])
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(newSensorsListCommand(e), newSensorsScanCommand(e, m), newSensorsReadCommand(e, m), newSensorsRecordCommand(e, m))
	return cmd
}

// sensorFlags say which sensors a command reads.
type sensorFlags struct {
	lines  []string
	config string
}

func (s *sensorFlags) add(f *pflag.FlagSet) {
	f.StringArrayVar(&s.lines, "sensor", nil, "a sensor's line; give it again for another sensor")
	f.StringVar(&s.config, "config", "", "read the [[sensor]] tables of this configuration file")
}

// get returns the sensors: the words of the command line as one, those of --sensor, and those
// of --config.
func (s *sensorFlags) get(args []string) ([]setup.Setting, error) {
	var list []setup.Setting
	lines := s.lines
	if len(args) > 0 {
		lines = append([]string{strings.Join(args, " ")}, lines...)
	}
	for _, line := range lines {
		one, err := setup.Parse(line)
		if err != nil {
			return nil, usageError{err}
		}
		list = append(list, one)
	}
	if s.config != "" {
		c, err := service.Load(s.config, os.Environ())
		if err != nil {
			return nil, err
		}
		list = append(list, c.Sensors...)
	}
	if len(list) == 0 {
		return nil, usagef("no sensor; write its line, as: %s", "bme280 bus=1 address=0x76 rate=1")
	}
	return list, distinct(list)
}

// distinct refuses two sensors of one name.
func distinct(list []setup.Setting) error {
	seen := map[string]bool{}
	for _, s := range list {
		if seen[s.Label()] {
			return usagef("two sensors are called %s; give each a name, as name=%s2", s.Label(), s.Label())
		}
		seen[s.Label()] = true
	}
	return nil
}

// positive refuses a number below 0.
func positive[T int | time.Duration](name string, n T) error {
	if n < 0 {
		return usagef("--%s %v is negative; give a number, or 0 for no limit", name, n)
	}
	return nil
}

// oneOf writes a list for people.
func oneOf(list []string) string {
	if len(list) == 0 {
		return "-"
	}
	return strings.Join(list, " ")
}

// hertz writes a rate.
func hertz(f float64) string {
	if f == 0 {
		return "-"
	}
	return fmt.Sprintf("%.4g", f)
}
