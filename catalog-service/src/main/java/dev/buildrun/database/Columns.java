package dev.buildrun.database;

import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Binding;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingGetSQLInputContext;
import org.jooq.BindingGetStatementContext;
import org.jooq.BindingRegisterContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetSQLOutputContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The columns of many rows, each one parameter of a statement that takes them apart with {@code unnest}. The text of such a statement is
 * the same for one row and for a thousand, so jOOQ renders little and PostgreSQL plans once; and the driver sends the values as they are,
 * where a literal of an array would have every quotation mark of a JSON text escaped here and unescaped there.
 */
public final class Columns {
    private static final DataType<String[]> TEXTS = type(SQLDataType.CLOB, "text", String[].class);
    private static final DataType<UUID[]> UUIDS = type(SQLDataType.UUID, "uuid", UUID[].class);
    private static final DataType<Long[]> LONGS = type(SQLDataType.BIGINT, "int8", Long[].class);
    private static final DataType<Boolean[]> BOOLEANS = type(SQLDataType.BOOLEAN, "bool", Boolean[].class);

    private Columns() {}

    private static <T> DataType<T[]> type(DataType<T> item, String name, Class<T[]> type) {
        return item.array().asConvertedDataType(new ArrayBinding<>(name, type));
    }

    public static Field<String[]> texts(Collection<String> values) {
        return DSL.val(values.toArray(String[]::new), TEXTS);
    }

    public static <R> Field<String[]> texts(Collection<R> rows, Function<R, @Nullable String> column) {
        return DSL.val(rows.stream().map(column).toArray(String[]::new), TEXTS);
    }

    public static <R> Field<UUID[]> uuids(Collection<R> rows, Function<R, UUID> column) {
        return DSL.val(rows.stream().map(column).toArray(UUID[]::new), UUIDS);
    }

    public static <R> Field<Long[]> longs(Collection<R> rows, Function<R, Long> column) {
        return DSL.val(rows.stream().map(column).toArray(Long[]::new), LONGS);
    }

    public static <R> Field<Boolean[]> booleans(Collection<R> rows, Function<R, Boolean> column) {
        return DSL.val(rows.stream().map(column).toArray(Boolean[]::new), BOOLEANS);
    }

    /** Leaves the array to the driver, which sends most of them in binary. */
    private static final class ArrayBinding<T> implements Binding<T[], T[]> {
        private static final long serialVersionUID = 1L;

        private final String itemType;
        private final Converter<T[], T[]> converter;

        ArrayBinding(String itemType, Class<T[]> type) {
            this.itemType = itemType;
            this.converter = Converter.of(type, type, Function.identity(), Function.identity());
        }

        @Override
        public Converter<T[], T[]> converter() {
            return converter;
        }

        @Override
        public void sql(BindingSQLContext<T[]> context) {
            context.render().sql(context.variable()).sql("::").sql(itemType).sql("[]");
        }

        @Override
        public void set(BindingSetStatementContext<T[]> context) throws SQLException {
            var statement = context.statement();
            statement.setArray(context.index(), statement.getConnection().createArrayOf(itemType, context.value()));
        }

        @Override
        public void register(BindingRegisterContext<T[]> context) {
            throw notRead();
        }

        @Override
        public void set(BindingSetSQLOutputContext<T[]> context) {
            throw notRead();
        }

        @Override
        public void get(BindingGetResultSetContext<T[]> context) {
            throw notRead();
        }

        @Override
        public void get(BindingGetStatementContext<T[]> context) {
            throw notRead();
        }

        @Override
        public void get(BindingGetSQLInputContext<T[]> context) {
            throw notRead();
        }

        private static UnsupportedOperationException notRead() {
            return new UnsupportedOperationException("Columns are parameters and nothing else");
        }
    }
}
