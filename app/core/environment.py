"""Which environment this process runs in, and whether it has what that environment requires."""

from app.core.declaration import EnvironmentName
from app.core.setting_rules import missing
from app.core.settings import DECLARATIONS, environment_in, read_environment


class Environment:
    """The environment as it is at the moment of asking; nothing is remembered between calls."""

    @classmethod
    def current(cls) -> str:
        """Give development, staging, production or test; development where nothing is set.

        Raises:
            ConfigurationError: ENVIRONMENT names something else.

        """
        return environment_in(read_environment()).value

    @classmethod
    def is_production(cls) -> bool:
        """Tell whether this is production."""
        return cls.current() == EnvironmentName.PRODUCTION

    @classmethod
    def validate(cls) -> list[str]:
        """Name the variables that the environment or what is set requires and that are not set, never a value."""
        readings = read_environment()
        environment = environment_in(readings)
        return missing(readings.values, environment=environment, declarations=DECLARATIONS)
