console.log(process.env['HA_COMMAND'], process.env['HA_ROOT']);
