package chip_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/chip"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

// models returns a rig with the chip of each name in the list: adding a chip without a
// model fails the tests below.
func models() map[string]func() *chiptest.Rig {
	const thermometer = 0x7a00000131825228
	return map[string]func() *chiptest.Rig{
		"ads1015":  chiptest.At(0x48, model.NewADS1015),
		"ads1115":  chiptest.At(0x48, model.NewADS1115),
		"adxl345":  chiptest.At(0x53, model.NewADXL345),
		"aht20":    chiptest.At(0x38, func() *model.AHT20 { return model.NewAHT20(20, 50) }),
		"bh1750":   chiptest.At(0x23, model.NewBH1750),
		"bme280":   chiptest.At(0x76, model.NewBME280),
		"bme680":   chiptest.At(0x76, model.NewBME680),
		"bmp180":   chiptest.At(0x77, model.NewBMP180),
		"bmp280":   chiptest.At(0x76, model.NewBMP280),
		"ccs811":   chiptest.At(0x5a, model.NewCCS811),
		"hts221":   chiptest.At(0x5f, func() *model.STEnv { return model.NewHTS221(20, 50) }),
		"ina219":   chiptest.At(0x40, model.NewINA219),
		"ina226":   chiptest.At(0x40, model.NewINA226),
		"lps25h":   chiptest.At(0x5c, func() *model.STEnv { return model.NewLPS25H(20, 1e5) }),
		"lsm6ds3":  chiptest.At(0x6a, model.NewLSM6DS3),
		"max31855": chiptest.OnPort(model.NewMAX31855),
		"mcp3008":  chiptest.OnPort(model.NewMCP3008),
		"mcp9808":  chiptest.At(0x18, func() *model.MCP9808 { return model.NewMCP9808(20) }),
		"mpu6050":  chiptest.At(0x68, model.NewMPU6050),
		"mpu9250":  chiptest.At(0x68, model.NewMPU9250),
		"scd4x":    chiptest.At(0x62, model.NewSCD4x),
		"sht3x":    chiptest.At(0x44, model.NewSHT3x),
		"lsm9ds1": func() *chiptest.Rig {
			r := chiptest.At(0x6a, model.NewLSM9DS1)()
			r.Bus.Plug(0x1c, model.NewLSM9DS1Mag())
			return r
		},
		"ds18b20": func() *chiptest.Rig {
			r := chiptest.NewRig()
			r.Wire = model.NewOneWire("w1-1", model.NewDS18B20(thermometer, 20))
			return r
		},
		"hx711": func() *chiptest.Rig {
			r, c := chiptest.NewRig(), model.NewHX711(1)
			r.Pins["GPIO6"], r.Pins["GPIO5"] = c.Clock(), c.Data()
			return r
		},
	}
}

func TestListIsWhole(t *testing.T) {
	var names []string
	for _, c := range chip.Chips() {
		names = append(names, c.Name)
		t.Run(c.Name, func(t *testing.T) {
			assert.NotEmpty(t, c.Measures)
			assert.NotEmpty(t, c.Sheet)
			assert.NotEmpty(t, c.Channels)
			assert.Len(t, c.Units, len(c.Channels))
			assert.Positive(t, c.Rate)
			assert.GreaterOrEqual(t, c.MaxRate, c.Rate)
			assert.Equal(t, slices.Contains(c.Buses, "i2c"), len(c.Addrs) > 0)
			assert.Equal(t, len(c.Channels), len(slices.Compact(slices.Sorted(slices.Values(c.Channels)))))
			assert.Contains(t, models(), c.Name, "write a model")
			for _, o := range c.Options() {
				assert.Regexp(t, `^[a-z][a-z0-9_]*$`, o.Name)
			}
		})
	}
	assert.True(t, slices.IsSorted(names), names)
	assert.Len(t, models(), len(names))
}

// TestDefaults opens every chip with its name alone and takes one reading.
func TestDefaults(t *testing.T) {
	for _, c := range chip.Chips() {
		t.Run(c.Name, func(t *testing.T) { readOne(t, c, models()[c.Name]) })
	}
}

func TestScan(t *testing.T) {
	for _, c := range chip.Chips() {
		if len(c.Addrs) == 0 {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			found, err := chip.Scan(models()[c.Name]().Bus)
			require.NoError(t, err)
			require.NotEmpty(t, found)
			f := found[len(found)-1]
			assert.Contains(t, f.Chips, c.Name)
			assert.Equal(t, len(c.ID) > 0, f.Sure)
			assert.Contains(t, c.Addrs, f.Addr)
			if f.Sure {
				assert.Len(t, f.Chips, 1)
			}
		})
	}
}

func TestScanOfABrokenBus(t *testing.T) {
	b := model.NewBus("i2c-1")
	found, err := chip.Scan(b)
	assert.NoError(t, err)
	assert.Empty(t, found)
	b.Inject(model.Fault{Kind: model.Denied})
	_, err = chip.Scan(b)
	assert.ErrorContains(t, err, "permission denied; add the user to the group")
}

func TestUnknownThingsAnswer(t *testing.T) {
	b := model.NewBus("i2c-1")
	b.Plug(0x3c, &model.Regs{}) // a display, say
	found, err := chip.Scan(b)
	require.NoError(t, err)
	assert.Equal(t, []chip.Found{{Addr: 0x3c}}, found)
}

func FuzzParse(f *testing.F) {
	for _, c := range chip.Chips() {
		f.Add(c.Name + " bus=i2c-1 addr=0x68 rate=200 accel_g=4")
	}
	f.Fuzz(func(t *testing.T, line string) {
		conf, err := chip.Parse(line)
		if err != nil {
			assert.True(t, strings.HasPrefix(err.Error(), "sensors/chip: "), err)
			return
		}
		_, err = chip.OpenOn(chiptest.NewRig(), conf)
		assert.Error(t, err)
	})
}
