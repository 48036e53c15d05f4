package dev.realtime.hub;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Code that was changed in a few places: the sources are compiled in memory, and a class
 * loader of their own runs them, together with everything else of the packages that may
 * be changed.
 */
public final class Mutant extends ClassLoader {

	private static final List<String> PACKAGES = List.of("dev.realtime.hub.", "dev.realtime.local.",
			"dev.realtime.redis.");

	private static final List<String> ROOTS = List.of("src/main/java", "src/test/java", "src/main/resources");

	private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

	/** Never closed: to open the class path anew for each would take most of the time. */
	private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

	private final Map<String, byte[]> changed;

	private final Map<String, byte[]> resources;

	private Mutant(Map<String, byte[]> changed, Map<String, byte[]> resources) {
		super(Mutant.class.getClassLoader());
		this.changed = changed;
		this.resources = resources;
	}

	/**
	 * Make a mutant.
	 * @param edits what to change
	 * @return the loader of the changed code
	 */
	public static Mutant of(List<Edit> edits) {
		Map<String, String> sources = new LinkedHashMap<>();
		for (Edit edit : edits) {
			String source = sources.computeIfAbsent(edit.type, Mutant::source);
			int at = source.indexOf(edit.from);
			if (at < 0 || source.indexOf(edit.from, at + 1) >= 0) {
				throw new IllegalStateException(edit.type + " does not have exactly one: " + edit.from);
			}
			sources.put(edit.type, source.replace(edit.from, edit.to));
		}
		Map<String, byte[]> resources = new HashMap<>();
		sources.forEach((name, text) -> {
			if (isResource(name)) {
				resources.put(name, text.getBytes(StandardCharsets.UTF_8));
			}
		});
		sources.keySet().removeAll(resources.keySet());
		return new Mutant(compile(sources), resources);
	}

	private static boolean isResource(String name) {
		return name.indexOf('/') >= 0;
	}

	private static String source(String type) {
		String name = isResource(type) ? type : type.replace('.', '/') + ".java";
		for (String root : ROOTS) {
			Path file = Path.of(System.getProperty("basedir", "."), root, name);
			if (Files.exists(file)) {
				try {
					return Files.readString(file);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}
		}
		throw new IllegalStateException("There is no source of " + type);
	}

	private static Map<String, byte[]> compile(Map<String, String> sources) {
		if (sources.isEmpty()) {
			return Map.of();
		}
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		List<JavaFileObject> units = new ArrayList<>();
		sources.forEach((type, source) -> units.add(new Source(type, source)));
		Compiled compiled = new Compiled(FILES);
		List<String> options = List.of("-proc:none", "-nowarn", "-classpath", classPath);
		if (!COMPILER.getTask(null, compiled, diagnostics, options, null, units).call()) {
			throw new IllegalStateException("The mutant does not compile: " + diagnostics.getDiagnostics());
		}
		Map<String, byte[]> classes = new HashMap<>();
		compiled.classes.forEach((type, bytes) -> classes.put(type, bytes.toByteArray()));
		return classes;
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (PACKAGES.stream().noneMatch(name::startsWith)) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : findClass(name);
		}
	}

	@Override
	public InputStream getResourceAsStream(String name) {
		byte[] bytes = this.resources.get(name);
		return (bytes != null) ? new ByteArrayInputStream(bytes) : super.getResourceAsStream(name);
	}

	@Override
	protected Class<?> findClass(String name) throws ClassNotFoundException {
		byte[] bytes = this.changed.get(name);
		if (bytes == null) {
			try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (in == null) {
					throw new ClassNotFoundException(name);
				}
				bytes = in.readAllBytes();
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}
		return defineClass(name, bytes, 0, bytes.length);
	}

	/**
	 * One change of a source.
	 *
	 * @param type the name of the top-level class, or the path of a resource
	 * @param from what is there exactly once
	 * @param to what to put there
	 */
	public record Edit(String type, String from, String to) {

	}

	private static final class Source extends SimpleJavaFileObject {

		private final String source;

		Source(String type, String source) {
			super(URI.create("string:///" + type.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
			this.source = source;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.source;
		}

	}

	private static final class Compiled extends ForwardingJavaFileManager<StandardJavaFileManager> {

		private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

		Compiled(StandardJavaFileManager files) {
			super(files);
		}

		@Override
		public JavaFileObject getJavaFileForOutput(JavaFileManager.Location location, String className,
				JavaFileObject.Kind kind, FileObject sibling) {
			return new SimpleJavaFileObject(URI.create("mem:///" + className), kind) {

				@Override
				public OutputStream openOutputStream() {
					ByteArrayOutputStream bytes = new ByteArrayOutputStream();
					Compiled.this.classes.put(className, bytes);
					return bytes;
				}

			};
		}

	}

}
