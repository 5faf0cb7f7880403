package chiptest

import "edgetune/sensors/chip/model"

// Rigs returns a maker of a rig with the register model of each chip in the list, at its
// default place.
func Rigs() map[string]func() *Rig {
	const thermometer = 0x7a00000131825228
	return map[string]func() *Rig{
		"ads1015":  At(0x48, model.NewADS1015),
		"ads1115":  At(0x48, model.NewADS1115),
		"adxl345":  At(0x53, model.NewADXL345),
		"aht20":    At(0x38, func() *model.AHT20 { return model.NewAHT20(20, 50) }),
		"bh1750":   At(0x23, model.NewBH1750),
		"bme280":   At(0x76, model.NewBME280),
		"bme680":   At(0x76, model.NewBME680),
		"bmp180":   At(0x77, model.NewBMP180),
		"bmp280":   At(0x76, model.NewBMP280),
		"ccs811":   At(0x5a, model.NewCCS811),
		"hts221":   At(0x5f, func() *model.STEnv { return model.NewHTS221(20, 50) }),
		"ina219":   At(0x40, model.NewINA219),
		"ina226":   At(0x40, model.NewINA226),
		"lps25h":   At(0x5c, func() *model.STEnv { return model.NewLPS25H(20, 1e5) }),
		"lsm6ds3":  At(0x6a, model.NewLSM6DS3),
		"max31855": OnPort(model.NewMAX31855),
		"mcp3008":  OnPort(model.NewMCP3008),
		"mcp9808":  At(0x18, func() *model.MCP9808 { return model.NewMCP9808(20) }),
		"mpu6050":  At(0x68, model.NewMPU6050),
		"mpu9250":  At(0x68, model.NewMPU9250),
		"scd4x":    At(0x62, model.NewSCD4x),
		"sht3x":    At(0x44, model.NewSHT3x),
		"lsm9ds1": func() *Rig {
			r := At(0x6a, model.NewLSM9DS1)()
			r.Bus.Plug(0x1c, model.NewLSM9DS1Mag())
			return r
		},
		"ds18b20": func() *Rig {
			r := NewRig()
			r.Wire = model.NewOneWire("w1-1", model.NewDS18B20(thermometer, 20))
			return r
		},
		"hx711": func() *Rig {
			r, c := NewRig(), model.NewHX711(1)
			r.Pins["GPIO6"], r.Pins["GPIO5"] = c.Clock(), c.Data()
			return r
		},
	}
}
