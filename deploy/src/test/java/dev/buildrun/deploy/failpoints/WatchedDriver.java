package dev.buildrun.deploy.failpoints;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's driver, all of whose statements and commits pass {@link Failpoints}. */
final class WatchedDriver implements Driver {
    private static final String URL = "jdbc:postgresql://localhost/any";

    private final Driver driver;

    private WatchedDriver(Driver driver) {
        this.driver = driver;
    }

    /** Takes the place of every other driver of this process. */
    static void install() throws SQLException {
        var driver = DriverManager.getDriver(URL);
        for (var other : Collections.list(DriverManager.getDrivers())) {
            DriverManager.deregisterDriver(other);
        }
        DriverManager.registerDriver(new WatchedDriver(driver));
    }

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        var connection = driver.connect(url, properties);
        return connection == null ? null : proxy(Connection.class, new Watched(connection, ""));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(WatchedDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** A connection or a statement; {@code sql} is what the statement was prepared for, or what its batch begins with. */
    private static final class Watched implements InvocationHandler {
        private final Object target;
        private String sql;

        Watched(Object target, String sql) {
            this.target = target;
            this.sql = sql;
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
            var name = method.getName();
            if (name.equals("addBatch") && arguments != null && sql.isEmpty()) {
                sql = (String) arguments[0];
            }
            var sends = name.startsWith("execute") || name.equals("commit");
            var site = sends ? Site.here(text(name, arguments)) : null;
            Failpoints.instance().before(site);
            var result = call(method, arguments);
            Failpoints.instance().after(site);
            return watched(result, arguments);
        }

        private String text(String name, Object @Nullable [] arguments) {
            if (name.equals("commit")) {
                return "commit";
            }
            return arguments != null && arguments.length > 0 && arguments[0] instanceof String given ? given : sql;
        }

        private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException exception) {
                throw exception.getCause();
            }
        }

        private static @Nullable Object watched(@Nullable Object result, Object @Nullable [] arguments) {
            return switch (result) {
                case PreparedStatement prepared -> {
                    var given = arguments == null ? "" : String.valueOf(arguments[0]);
                    yield proxy(PreparedStatement.class, new Watched(prepared, given));
                }
                case Statement statement -> proxy(Statement.class, new Watched(statement, ""));
                case null -> null;
                default -> result;
            };
        }
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
        return driver.acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) throws SQLException {
        return driver.getPropertyInfo(url, properties);
    }

    @Override
    public int getMajorVersion() {
        return driver.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return driver.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return driver.jdbcCompliant();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
