// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.InvalidAttributeValueException;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import org.proctrack.agent.access.AccountPrincipal;
import org.proctrack.agent.access.Caller;
import org.proctrack.agent.mx.audit.Audit;
import org.proctrack.mbeans.Impact;
import org.proctrack.mbeans.Operation;

/**
 * The one place where commands come in: each that may change something leaves an audit line, and of those who had to
 * log in each operation. And the one place where attributes are read in bulk, with one look at the kernel.
 */
class AuditedMBean<T> extends DescribedMBean<T> {

    private final Audit audit;
    private final String job;
    private final Set<String> commands;

    /** The id in the name, if there is one, says which job it is about. */
    AuditedMBean(T implementation, Class<T> mbeanInterface, ObjectName name, Audit audit) {
        super(implementation, mbeanInterface);
        this.audit = audit;
        this.job = name.getKeyProperty("id");
        this.commands = Arrays.stream(mbeanInterface.getMethods())
                .filter(method -> method.isAnnotationPresent(Operation.class))
                .filter(method -> method.getAnnotation(Operation.class).value() != Impact.INFO)
                .map(method -> method.getName())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        return BulkRead.share(() -> super.getAttributes(names));
    }

    @Override
    public Object invoke(String operation, Object[] parameters, String[] signature)
            throws MBeanException, ReflectionException {
        if (!commands.contains(operation)
                && Caller.principal(AccountPrincipal.class).isEmpty()) {
            return super.invoke(operation, parameters, signature);
        }
        List<Object> arguments = parameters == null ? List.of() : Arrays.asList(parameters);
        try {
            Object outcome = super.invoke(operation, parameters, signature);
            audit.done(job, operation, arguments, outcome);
            return outcome;
        } catch (JMException | RuntimeException | Error e) {
            audit.refused(job, operation, arguments, e);
            throw e;
        }
    }

    @Override
    public void setAttribute(Attribute attribute)
            throws AttributeNotFoundException, InvalidAttributeValueException, MBeanException, ReflectionException {
        String operation = "set" + attribute.getName();
        List<Object> arguments = Collections.singletonList(attribute.getValue());
        try {
            super.setAttribute(attribute);
            audit.done(job, operation, arguments, null);
        } catch (JMException | RuntimeException | Error e) {
            audit.refused(job, operation, arguments, e);
            throw e;
        }
    }

    /** As the superclass: what cannot be set is left out of the answer. */
    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        AttributeList set = new AttributeList();
        for (Attribute attribute : attributes.asList()) {
            try {
                setAttribute(attribute);
                set.add(new Attribute(attribute.getName(), getAttribute(attribute.getName())));
            } catch (JMException | RuntimeException e) {
                // it is in the audit, and not in the answer
            }
        }
        return set;
    }
}
