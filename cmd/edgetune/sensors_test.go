package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
	"edgetune/sensors/record"
	"edgetune/sensors/replay"
	"edgetune/sensors/setup"
	"edgetune/sensors/survey"
)

// bench returns a machine with three chips on i2c-1.
func bench(t *testing.T) setup.Machine {
	root := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(root, "dev"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "dev", "i2c-1"), nil, 0o600))
	rig := chiptest.At(0x76, model.NewBME280)()
	rig.Bus.Plug(0x68, model.NewMPU6050())
	rig.Bus.Plug(0x48, model.NewADS1115())
	return setup.Machine{Buses: rig, Root: root}
}

// on runs a command about sensors on a machine.
func on(t *testing.T, m setup.Machine, args ...string) (out, errs string, err error) {
	var o, e bytes.Buffer
	cmd := newSensorsOn(&env{out: &o, err: &e}, m)
	cmd.SetArgs(args)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err = cmd.ExecuteContext(t.Context())
	return o.String(), e.String(), err
}

func TestSensorsScan(t *testing.T) {
	m := bench(t)
	out, _, err := on(t, m, "scan")
	require.NoError(t, err)
	assert.Contains(t, out, "40: -- -- -- -- -- -- -- -- 48 -- -- -- -- -- -- -- \n")
	assert.Contains(t, out, "60: -- -- -- -- -- -- -- -- 68 -- -- -- -- -- -- -- \n")
	assert.Contains(t, out, "  0x76  bme280\n        bme280 bus=i2c-1 address=0x76 rate=1\n")
	assert.Contains(t, out, "  0x48  can be ads1015 or ads1115 or ina219\n")
	out, _, err = on(t, m, "scan", "1", "--json")
	require.NoError(t, err)
	var r survey.Report
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.Len(t, r.I2C, 1)
	assert.Equal(t, []string{"mpu6050"}, r.I2C[0].Found[1].Chips)

	_, _, err = on(t, setup.Machine{Root: m.Root}, "scan", "i2c-65000")
	assert.ErrorContains(t, err, "dtparam=i2c_arm=on")
	_, _, err = on(t, setup.Machine{Root: t.TempDir()}, "scan")
	assert.ErrorContains(t, err, "no such file")
}

// TestSensorsRead: one sensor is not there; the other one is read.
func TestSensorsRead(t *testing.T) {
	out, errs, err := on(t, bench(t), "read", "--sensor", "sht3x", "--sensor", "mpu6050 rate=200", "--count", "30", "--json")
	assert.ErrorContains(t, err, "a sensor failed, see above")
	assert.Contains(t, errs, "edgetune: sht3x: ")
	assert.Contains(t, errs, "no answer (NACK)")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	require.Len(t, lines, 30)
	var s sampleLine
	require.NoError(t, json.Unmarshal([]byte(lines[29]), &s))
	assert.Equal(t, "mpu6050", s.Sensor)
	assert.InDelta(t, 9.81, s.Values["acc_z"], 0.01)
}

func TestLiveTable(t *testing.T) {
	var o bytes.Buffer
	table := newLiveTable(&env{out: &o})
	row := &tableRow{name: "room temperature", unit: "degC", recent: []float32{1, 2, 3}, value: 3, lo: 1, hi: 3, count: 3}
	table.rows = append(table.rows, row)
	table.draw()
	first := o.String()
	assert.Regexp(t, `room temperature +3 +degC +1 +3 +3 +0 +0s +▁▅█`, first)
	table.draw()
	assert.Contains(t, o.String()[len(first):], "\x1b[2A\x1b[J", "it is drawn over itself")
}

func TestParseKeys(t *testing.T) {
	m, err := parseKeys("off,n=on,run")
	require.NoError(t, err)
	assert.Equal(t, []string{"off", "on", "run"}, m.classes)
	assert.Equal(t, "1=off n=on 3=run space=pause q=end", m.String())
	for _, bad := range []string{"q=off", " =off", "ab=off", "=off", "a=", "1=a,1=b", "é=off", ",", strings.Repeat("x,", 40)} {
		_, err := parseKeys(bad)
		assert.ErrorAs(t, err, new(usageError), bad)
	}
}

// TestKeysLabel presses keys while a chip is recorded: two classes, a pause, the end.
func TestKeysLabel(t *testing.T) {
	keys, press := io.Pipe()
	dir := t.TempDir()
	var o, e bytes.Buffer
	f := sensorsRecordFlags{machine: bench(t), stdin: keys, out: dir, classes: "off,n=on", as: "source", window: 10, hop: 5, json: true}
	f.sensors.lines = []string{"mpu6050 rate=1000"}
	go func() {
		for _, key := range "1n q" {
			_, _ = press.Write([]byte{byte(key)})
			for from := windows(dir); key != ' ' && key != 'q' && windows(dir) < from+3; {
			}
		}
	}()
	require.NoError(t, f.run(t.Context(), &env{out: &o, err: &e}, nil))
	folder, err := replay.Open(dir, replay.Options{})
	require.NoError(t, err)
	assert.Equal(t, []string{"off", "on"}, folder.Meta.Classes)
	assert.Contains(t, o.String(), `"event":"result"`)
	var s struct{ Classes map[string]int }
	require.NoError(t, json.Unmarshal(o.Bytes(), &s))
	assert.Positive(t, s.Classes["off"])
	assert.Positive(t, s.Classes["on"])
}

// windows estimates from its size how many windows the log of a folder holds.
func windows(dir string) int64 {
	info, err := os.Stat(filepath.Join(dir, "samples.log"))
	if err != nil {
		return 0
	}
	return info.Size() / 270
}

func TestNoKeyEnds(t *testing.T) {
	m, err := parseKeys("a,b")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in, _ := io.Pipe()
	_, _, err = m.listen(ctx, cancel, in)
	assert.ErrorContains(t, err, "ended before the first label")
	require.NoError(t, in.Close())
	labels, done, err := m.listen(t.Context(), func() {}, strings.NewReader("x2"))
	require.NoError(t, err)
	done()
	assert.Equal(t, 1, labels.(*record.Keys).Now())
}
