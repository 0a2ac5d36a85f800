//! Where the settings come from: the defaults inside the program, a file, the environment.

use super::{Config, ConfigError, DEFAULTS};
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use std::path::Path;

impl Config {
    /// Reads defaults, the file if given, and the environment; checks every value.
    ///
    /// # Errors
    /// Names the first setting that is unknown, missing or wrong.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if let Some(path) = file {
            figment = figment.merge(Toml::file_exact(path));
        }
        Self::from_figment(&figment.merge(Env::prefixed("GOLDEN_BEANS__").split("__")))
    }

    /// The defaults with `overrides` (TOML) on top; for the demo and tests.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_toml(overrides: &str) -> Result<Self, ConfigError> {
        Self::from_toml_layers(&[overrides])
    }

    /// The defaults with any number of overrides (TOML), the later ones on top.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_toml_layers(layers: &[&str]) -> Result<Self, ConfigError> {
        let defaults = Figment::from(Toml::string(DEFAULTS));
        Self::from_figment(&layers.iter().fold(defaults, |figment, layer| figment.merge(Toml::string(layer))))
    }

    fn from_figment(figment: &Figment) -> Result<Self, ConfigError> {
        let config: Self = figment.extract().map_err(|error| ConfigError::Form(Box::new(error)))?;
        config.check()?;
        Ok(config)
    }
}
