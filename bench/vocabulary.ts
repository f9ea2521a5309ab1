const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Words of a maintenance department: enough of them that texts compress about as well as real reports do. */
export const NOUNS = list(`
  valve pump gasket sensor relay compressor boiler conveyor bearing coupling filter manifold nozzle actuator gauge flange rotor stator
  cylinder piston inverter breaker fuse cable connector terminal controller display firmware modem antenna battery charger radiator
  thermostat heater fan blower duct hatch ladder platform railing hoist crane winch pulley belt chain sprocket gearbox clutch brake
  spindle chuck lathe mill drill press mould die hopper silo auger dryer mixer tank agitator strainer cooler condenser evaporator
  chiller tower basin sump drain gutter roof gate barrier camera scanner printer label pallet forklift truck trailer dock ramp shutter
  lamp ballast switch panel cabinet rack enclosure seal grease coolant lubricant alarm interlock guard fence curtain scale weighbridge
`);

export const VERBS = list(`
  leaks sticks rattles overheats trips stalls drifts jams slips vibrates squeals fails restarts freezes flickers corrodes cracks
  bends clogs foams drips hums smokes loosens wobbles stops reverses hesitates surges blinks disconnects resets saturates warps
`);

export const ADJECTIVES = list(`
  left right upper lower rear front spare main auxiliary northern southern hydraulic pneumatic electric manual portable fixed worn
  loose noisy cracked rusty new refurbished temporary insulated heated cooled stainless galvanised flexible rigid sealed vented
`);

export const CIRCUMSTANCES: readonly string[] = [
  "after the night shift",
  "in cold weather",
  "when the load exceeds the rated value",
  "once the door has been opened twice",
  "during the weekly flush",
  "whenever line two is started first",
  "about an hour after a warm start",
  "as soon as the humidity rises",
  "although it was replaced in spring",
  "only with the old firmware",
  "while the forklift passes",
  "since the last inspection",
  "before the operator confirms the dialog",
  "with every third batch",
  "at the end of a long run",
  "if the supply drops below five bar",
  "when both sensors disagree",
  "and nobody noticed it for days",
  "without any entry in the log",
  "until somebody pushes the reset button",
];

export const REMARKS: readonly string[] = [
  "Please check the torque of all bolts and write it into the sheet.",
  "A photo is in the shared folder of the shift leader.",
  "The manual says otherwise, see the table in chapter four.",
  "We have no spare part on stock; delivery takes two weeks.",
  "The customer asked twice already.",
  "Workaround: switch to manual mode and watch the pressure.",
  "This looks like what we saw on the other site last winter.",
  "The supplier wants the serial number and the hours of operation.",
  "It is safe to run as long as the guard stays closed.",
  "Nobody was hurt, the area was closed off at once.",
  "After cleaning it worked for a day, then it came back.",
  "The reading on the display and the one in the log differ.",
  "Calibration was due in March and has not been done.",
  "Can somebody from your side have a look on Thursday?",
  "The cable was routed past the heater and the insulation is brittle.",
  "We measured again with another instrument: the same result.",
];

export const PEOPLE: readonly string[] = [
  "Ada Marsh",
  "Bo Lind",
  "Carla Voss",
  "Dmitri Okafor",
  "Elif Sander",
  "Femi Larsson",
  "Greta Novak",
  "Hugo Tanaka",
  "Ines Falk",
  "Jonas Weir",
];
