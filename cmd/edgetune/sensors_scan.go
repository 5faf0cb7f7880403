package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"edgetune/sensors/bus"
	"edgetune/sensors/setup"
	"edgetune/sensors/survey"
)

func newSensorsScanCommand(e *env, m setup.Machine) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "scan [BUS]",
		Short: "What answers on the buses of this board, and which chip it is",
		Long: "scan asks every address of the I2C buses, as i2cdetect does. It only reads, and leaves alone\n" +
			"what a driver of the kernel holds (UU). Where an identity register names the chip it says\n" +
			"so; else it names those that can be at the address. It shows the SPI ports, thermometers on\n" +
			"1-Wire and the devices of the kernel's IIO drivers too.",
		Example: "  edgetune sensors scan\n  edgetune sensors scan i2c-1 --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := survey.Board(m, strings.Join(args, ""))
			if err != nil {
				return err
			}
			if asJSON {
				err = writeJSON(e.out, r)
			} else {
				writeReport(e, r)
			}
			if err != nil {
				return err
			}
			return failedBuses(r)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// failedBuses returns the errors of all buses, and one where there is none.
func failedBuses(r survey.Report) error {
	var errs []error
	for _, b := range r.I2C {
		if b.Err != nil {
			errs = append(errs, b.Err)
		}
	}
	if len(r.I2C) == 0 && len(r.IIO) == 0 && len(r.OneWire) == 0 {
		return hinted{bus.ErrNoBus, "add dtparam=i2c_arm=on to /boot/firmware/config.txt (raspi-config does it), then restart"}
	}
	return errors.Join(errs...)
}

func writeReport(e *env, r survey.Report) {
	for _, b := range r.I2C {
		fmt.Fprintf(e.out, "%s\n", b.Bus)
		if b.Err == nil {
			writeGrid(e, b.Found)
		}
		for _, f := range b.Found {
			fmt.Fprintf(e.out, "  0x%02x  %s\n", f.Addr, about(f))
			for _, line := range f.Lines {
				fmt.Fprintf(e.out, "        %s\n", line)
			}
		}
		fmt.Fprintln(e.out)
	}
	facts(e.out, "spi", oneOf(r.SPI), "board", oneOf(r.Host))
	for _, f := range append(r.OneWire, r.IIO...) {
		fmt.Fprintf(e.out, "%s  %s\n        %s\n", f.Kernel, oneOf(f.Chips), strings.Join(f.Lines, "\n        "))
	}
}

// about says what is known of an address.
func about(f survey.Find) string {
	switch {
	case f.Kernel != "":
		return "held by the kernel's driver " + f.Kernel + "; read it through iio"
	case f.Sure:
		return strings.Join(f.Chips, " or ")
	case len(f.Chips) > 0:
		return "can be " + strings.Join(f.Chips, " or ")
	}
	return "answers, and is none of the chips in the list"
}

// writeGrid draws the addresses as i2cdetect does.
func writeGrid(e *env, found []survey.Find) {
	cells := map[uint16]string{}
	for _, f := range found {
		cells[f.Addr] = fmt.Sprintf("%02x", f.Addr)
		if f.Kernel != "" {
			cells[f.Addr] = "UU"
		}
	}
	fmt.Fprintln(e.out, "     0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f")
	for row := uint16(0); row < 0x80; row += 16 {
		fmt.Fprintf(e.out, "%02x: ", row)
		for a := row; a < row+16; a++ {
			switch cell, ok := cells[a]; {
			case a < 0x08 || a > 0x77:
				fmt.Fprint(e.out, "   ")
			case ok:
				fmt.Fprint(e.out, cell+" ")
			default:
				fmt.Fprint(e.out, "-- ")
			}
		}
		fmt.Fprintln(e.out)
	}
}
