package dev.realtime.actuate;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;

/**
 * Adds a component to the health group {@code readiness}, where there is one, so that a
 * node is sent no clients that it cannot serve. What else is in the group stays there.
 *
 * @since 0.1.0
 */
public final class ReadinessGroup implements HealthEndpointGroupsPostProcessor {

	private static final String READINESS = "readiness";

	private final String component;

	/**
	 * Create it.
	 * @param component the name of the component
	 */
	public ReadinessGroup(String component) {
		this.component = component;
	}

	@Override
	public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
		HealthEndpointGroup readiness = groups.get(READINESS);
		return (readiness != null) ? new Groups(groups, new Group(readiness, this.component)) : groups;
	}

	/** Boot finds the additional paths of probes by the interface, and so has to here. */
	private record Groups(HealthEndpointGroups groups,
			HealthEndpointGroup readiness) implements HealthEndpointGroups, AdditionalPathsMapper {

		@Override
		public HealthEndpointGroup getPrimary() {
			return this.groups.getPrimary();
		}

		@Override
		public Set<String> getNames() {
			return this.groups.getNames();
		}

		@Override
		public @Nullable HealthEndpointGroup get(String name) {
			return name.equals(READINESS) ? this.readiness : this.groups.get(name);
		}

		@Override
		public @Nullable List<String> getAdditionalPaths(EndpointId id, WebServerNamespace namespace) {
			return (this.groups instanceof AdditionalPathsMapper mapper) ? mapper.getAdditionalPaths(id, namespace)
					: null;
		}

	}

	private record Group(HealthEndpointGroup group, String component) implements HealthEndpointGroup {

		@Override
		public boolean isMember(String name) {
			return name.equals(this.component) || this.group.isMember(name);
		}

		@Override
		public boolean showComponents(SecurityContext securityContext) {
			return this.group.showComponents(securityContext);
		}

		@Override
		public boolean showDetails(SecurityContext securityContext) {
			return this.group.showDetails(securityContext);
		}

		@Override
		public StatusAggregator getStatusAggregator() {
			return this.group.getStatusAggregator();
		}

		@Override
		public HttpCodeStatusMapper getHttpCodeStatusMapper() {
			return this.group.getHttpCodeStatusMapper();
		}

		@Override
		public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
			return this.group.getAdditionalPath();
		}

	}

}
