package chip

import "edgetune/sensors/chip/bmxx80"

// Chips returns the list of all chips, by name. To add one, write its folder and a
// line here.
func Chips() []Chip {
	return []Chip{
		{
			Name: "bme280", Measures: "temperature, pressure and humidity of air",
			Channels: []string{"temperature", "pressure", "humidity"}, Units: []string{"degC", "Pa", "%RH"},
			Buses: []string{"i2c", "spi"}, Addrs: []uint16{0x76, 0x77}, Rate: 1, MaxRate: 107,
			ID: []ID{{Reg: 0xd0, Values: []uint16{0x60}}}, Sheet: "Bosch Sensortec BST-BME280-DS002",
			open: onBoth(bmxx80.DefaultOpts.For(bmxx80.BME280), bmxx80.NewI2C, bmxx80.NewSPI),
		},
		{
			Name: "bmp180", Measures: "temperature and pressure of air",
			Channels: []string{"temperature", "pressure"}, Units: []string{"degC", "Pa"},
			Buses: []string{"i2c"}, Addrs: []uint16{0x77}, Rate: 1, MaxRate: 111,
			ID: []ID{{Reg: 0xd0, Values: []uint16{0x55}}}, Sheet: "Bosch Sensortec BST-BMP180-DS000",
			open: onI2C(bmxx80.DefaultOpts.For(bmxx80.BMP180), bmxx80.NewI2C),
		},
		{
			Name: "bmp280", Measures: "temperature and pressure of air",
			Channels: []string{"temperature", "pressure"}, Units: []string{"degC", "Pa"},
			Buses: []string{"i2c", "spi"}, Addrs: []uint16{0x76, 0x77}, Rate: 1, MaxRate: 155,
			ID: []ID{{Reg: 0xd0, Values: []uint16{0x58}}}, Sheet: "Bosch Sensortec BST-BMP280-DS001",
			open: onBoth(bmxx80.DefaultOpts.For(bmxx80.BMP280), bmxx80.NewI2C, bmxx80.NewSPI),
		},
	}
}
