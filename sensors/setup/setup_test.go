package setup

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"edgetune/internal/mqtt/mqtttest"
	"edgetune/sensors"
	"edgetune/sensors/chip"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestParse(t *testing.T) {
	s, err := Parse(`bme280 name=room bus=1 address=0x76 rate=0.5 channels=temperature,humidity humidity=2`)
	require.NoError(t, err)
	assert.Equal(t, Setting{
		Name: "room", Driver: "bme280", Bus: "1", Address: "0x76", Rate: 0.5,
		Channels: []string{"temperature", "humidity"}, Options: Options{"humidity": "2"},
	}, s)
	again, err := Parse(s.String())
	require.NoError(t, err)
	assert.Equal(t, s, again)
	s, err = Parse(`csv path="my data.csv" label=state`)
	require.NoError(t, err)
	assert.Equal(t, "my data.csv", s.Path)
	assert.Equal(t, `csv path="my data.csv" label=state`, s.String())
}

func TestTOML(t *testing.T) {
	var config struct {
		Sensor []Setting `toml:"sensor"`
	}
	_, err := toml.Decode(`
[[sensor]]
driver = "mpu6050"
bus = 1
address = 0x69
rate = 200
options = { accel_g = 8, temperature = true }

[[sensor]]
name = "room"
driver = "bme280"
address = "0x77"
`, &config)
	require.NoError(t, err)
	assert.Equal(t, []Setting{
		{Driver: "mpu6050", Bus: "1", Address: "105", Rate: 200, Options: Options{"accel_g": "8", "temperature": "true"}},
		{Name: "room", Driver: "bme280", Address: "0x77"},
	}, config.Sensor)
	require.NoError(t, config.Sensor[0].Check())
	_, err = toml.Decode("[[sensor]]\ndriver = \"host\"\noptions = { a = [1] }", &config)
	assert.ErrorContains(t, err, "write text, a number, true or false")
}

func TestRefused(t *testing.T) {
	for line, want := range map[string]string{
		``:                                   "an empty line; write a driver",
		`bme281`:                             `unknown driver "bme281"; use one of ads1015,`,
		`bme280 bus`:                         `"bus": write option=value`,
		`bme280 rate=x`:                      "rate=x: give samples per second",
		`bme280 rate=-1`:                     "rate -1 Hz",
		`bme280 rate=1 rate=2`:               "rate comes twice",
		`bme280 address=0x48`:                "bme280 can be at 0x76, 0x77",
		`bme280 address=zero`:                "write one of 0x76, 0x77",
		`bme280 oversample=2`:                `unknown option "oversample"; use some of humidity, pressure, temperature`,
		`bme280 channels=temperature,`:       "name each once",
		`bme280 path=x`:                      "bme280 reads no file",
		`max31855 address=0x76`:              "max31855 is not on I2C",
		`host bus=1`:                         "host is on no bus",
		`csv`:                                `path is missing; write it as in "csv path=data.csv rate=50"`,
		`s16le path=- channels=mono`:         "rate is missing",
		`replay path=x rate=3`:               "replay says itself how fast it is",
		`csv path="x`:                        "a quote is not closed",
		`host name=a.b`:                      "leave out spaces",
		`bme280 ` + strings.Repeat("a", 1e4): "4096 is the most",
	} {
		_, err := Parse(line)
		if assert.Error(t, err, line) {
			assert.ErrorContains(t, err, want)
			assert.ErrorContains(t, err, "sensors/setup: ")
		}
	}
}

// TestOpenRefuses: what only opening can know.
func TestOpenRefuses(t *testing.T) {
	rig := chiptest.At(0x76, model.NewBME280)()
	for line, want := range map[string]string{
		`bme280 bus=spi`:                     `bus "spi"`,
		`bme280 rate=1000`:                   "it takes at most 107",
		`bme280 humidity=many`:               "give a whole number",
		`bme280 channels=light`:              `no channel "light"; use some of temperature, pressure, humidity`,
		`csv path=/nowhere/x.csv`:            "no such file",
		`csv path=x comma=ab`:                "give one character, or tab",
		`csv path=x skip_missing=perhaps`:    "give true or false",
		`replay path=/nowhere`:               "not a data folder",
		`replay path=x split=all`:            `split "all"`,
		`synth machine=car`:                  "give one of factory, field",
		`synth speed=fast`:                   "1 for its own pace",
		`synth episodes=-1`:                  "give a whole number",
		`iio device=none`:                    `no device "none"`,
		`mqtt topic=a`:                       "no channel; name the keys",
		`mqtt channels=a`:                    "write 1 to 1024 characters",
		`mqtt channels=a topic=a timeout=-1`: "give seconds",
		`mqtt channels=a topic=a broker=x`:   "write mqtt://host:1883",
		`mqtt channels=a topic=a ca=/x`:      "ca: open /x",
		`microphone bits=24`:                 "24 bits; give 16 or 32",
		`host channels=humidity`:             `no channel "humidity"`,
		`iio device=none buffered=sometimes`: "give true or false",
	} {
		s, err := Parse(line)
		require.NoError(t, err, line)
		_, err = Machine{Buses: rig, Root: t.TempDir()}.Open(s)
		assert.ErrorContains(t, err, want, line)
	}
}

// TestEveryChipOpens: the example line of each chip opens it on its register model.
func TestEveryChipOpens(t *testing.T) {
	for _, c := range chip.Chips() {
		t.Run(c.Name, func(t *testing.T) {
			d, err := Find(c.Name)
			require.NoError(t, err)
			s, err := Parse(d.Line)
			require.NoError(t, err)
			synctest.Test(t, func(t *testing.T) {
				src, err := Machine{Buses: chiptest.Rigs()[c.Name]()}.Open(s)
				require.NoError(t, err)
				sample := sensors.Sample{Values: make([]float32, src.Info().Layout.Len())}
				require.NoError(t, src.Read(t.Context(), &sample))
				assert.Len(t, src.Info().Units, src.Info().Layout.Channels)
				require.NoError(t, src.Close())
			})
		})
	}
}

func TestChannelsAreChosen(t *testing.T) {
	s, err := Parse("bme280 channels=humidity,temperature")
	require.NoError(t, err)
	src, err := Machine{Buses: chiptest.At(0x76, model.NewBME280)()}.Open(s)
	require.NoError(t, err)
	defer src.Close()
	assert.Equal(t, []string{"%RH", "degC"}, src.Info().Units)
	sample := sensors.Sample{Values: make([]float32, 2)}
	require.NoError(t, src.Read(t.Context(), &sample))
	assert.InDelta(t, 25.08, sample.Values[1], 0.01, "the data sheet's temperature, second as asked for")
}

func TestExampleLines(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range Drivers() {
		s, err := Parse(d.Line)
		require.NoError(t, err, d.Line)
		assert.Equal(t, d.Name, s.Driver)
		assert.False(t, seen[d.Name], d.Name)
		seen[d.Name] = true
		assert.NotEmpty(t, d.Kind)
		assert.NotEmpty(t, d.Measures)
		assert.Len(t, d.Units, len(d.Channels))
		again, err := Parse(s.String())
		require.NoError(t, err)
		assert.Equal(t, s, again)
	}
}

// TestSpeed: a recording comes at its own pace, twice as fast, or at once.
func TestSpeed(t *testing.T) {
	for line, want := range map[string]time.Duration{
		"synth speed=1": 999 * 1250 * time.Microsecond, "synth speed=2": 999 * 625 * time.Microsecond, "synth": 0,
	} {
		synctest.Test(t, func(t *testing.T) {
			s, err := Parse(line)
			require.NoError(t, err)
			src, err := Open(s)
			require.NoError(t, err)
			start, sample := time.Now(), sensors.Sample{Values: make([]float32, 3)}
			for range 1000 {
				require.NoError(t, src.Read(t.Context(), &sample))
			}
			assert.Equal(t, want, time.Since(start), line)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			assert.ErrorIs(t, src.Read(ctx, &sample), context.Canceled)
			require.NoError(t, src.Close())
		})
	}
}

func TestOpenAll(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	a := Setting{Driver: "csv", Name: "fast", Path: write("a.csv", "t,x\n0,1\n0.1,2\n0.2,3\n"), Rate: 10}
	b := Setting{Driver: "jsonl", Name: "slow", Path: write("b.jsonl", "{\"t\":0,\"y\":7}\n{\"t\":0.15,\"y\":8}\n"), Rate: 7}
	src, err := OpenAll(t.Context(), []Setting{a, b}, Together{})
	require.NoError(t, err)
	defer src.Close()
	assert.Equal(t, []string{"fast.x", "slow.y"}, src.Info().Channels)
	s := sensors.Sample{Values: make([]float32, 2)}
	for _, want := range [][]float32{{1, 7}, {2, 7}, {3, 8}} {
		require.NoError(t, src.Read(t.Context(), &s))
		assert.Equal(t, want, s.Values)
	}
	_, err = OpenAll(t.Context(), nil, Together{})
	assert.ErrorContains(t, err, "write a [[sensor]] table")
	_, err = OpenAll(t.Context(), []Setting{a, {Driver: "csv", Name: "gone", Path: dir + "/none.csv"}}, Together{})
	assert.ErrorContains(t, err, "gone: ")
	_, err = Machine{Buses: chiptest.At(0x76, model.NewBME280)()}.OpenAll(t.Context(), []Setting{a, {Driver: "bme280"}}, Together{})
	assert.ErrorContains(t, err, "different clocks")
}

// TestMQTT opens the topic of a broker with a password out of a file.
func TestMQTT(t *testing.T) {
	b := mqtttest.StartWith(t, "pi", "secret")
	file := filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte("secret\n"), 0o600))
	s := Setting{Driver: "mqtt", Channels: []string{"v"}, Options: Options{"broker": b.URL, "topic": "room", "user": "pi", "password_file": file}}
	src, err := Open(s)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	got := make(chan float32)
	go func() {
		sample := sensors.Sample{Values: make([]float32, 1)}
		if src.Read(ctx, &sample) == nil {
			got <- sample.Values[0]
		}
		close(got)
	}()
	require.Eventually(t, func() bool { // as soon as it has subscribed
		b.Publish(t, "room", "21.5")
		select {
		case v := <-got:
			return assert.Equal(t, float32(21.5), v)
		default:
			return false
		}
	}, 20*time.Second, 5*time.Millisecond)
	require.NoError(t, src.Close())
	require.NoError(t, os.Chmod(file, 0o644))
	_, err = Open(s)
	assert.ErrorContains(t, err, "everybody may read")
	require.NoError(t, os.Chmod(file, 0o600))
	s.Options["broker"] = "mqtt://broker.example"
	_, err = Open(s)
	assert.ErrorContains(t, err, "a password would travel in the clear")
}

func FuzzParse(f *testing.F) {
	for _, d := range Drivers() {
		f.Add(d.Line)
	}
	f.Add(`csv name=x path="a b" comma=;`)
	f.Fuzz(func(t *testing.T, line string) {
		s, err := Parse(line)
		if err != nil {
			return
		}
		again, err := Parse(s.String())
		require.NoError(t, err)
		require.Equal(t, s, again)
	})
}
